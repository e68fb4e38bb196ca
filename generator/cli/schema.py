"""``zipingbiao schema``: the JSON Schema of the YAML files."""

from pathlib import Path

import click

from ..runtime.files import save
from ..store.write.schema import schema_text
from .app import output_option


@click.command(options_metavar="[选项]", help="输出 YAML 的 JSON Schema，编辑器据此补全、说明和检查。")
@output_option("写入这个文件；不指定则输出到屏幕。")
def schema(output: Path | None) -> None:
    """Print the schema, or write it to a file."""
    if output is None:
        click.echo(schema_text(), nl=False)
    else:
        save(output, schema_text().encode())
        click.echo(f"已写入 {output}")
