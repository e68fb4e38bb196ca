"""The command line: a thin door to the functions of the package."""

import click


@click.group()
def main() -> None:
    """财政项目支出绩效自评表：还原、校核、制表。"""
