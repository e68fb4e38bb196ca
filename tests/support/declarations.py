"""Tables of declared goals, made up: the ministry's with both spans of time, and plainer ones."""

from collections.abc import Iterable, Sequence

from generator.sources.grid import Cell, Grid

Row = Sequence[str | tuple[str, int] | tuple[str, int, int]]
"""Cells, each a text or a text with its column span and row span."""


def table(rows: Iterable[Row], before: tuple[str, ...] = (), name: str = "") -> Grid:
    """A grid of cells put where a browser would put them."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for given in row:
            text, across, down = (*((given,) if isinstance(given, str) else given), 1, 1)[:3]
            while (number, column) in taken:
                column += 1
            cells.append(Cell(row=number, column=column, row_span=down, column_span=across, text=text))
            taken |= {(number + r, column + c) for r in range(down) for c in range(across)}
    size = max(row for row, _ in taken) + 1, max(column for _, column in taken) + 1
    return Grid(rows=size[0], columns=size[1], cells=tuple(cells), before=before, name=name)


MINISTRY: tuple[Row, ...] = (
    (("项目名称", 2), ("职业技能培训", 6)),
    (("主管部门及代码", 2), ("[123]某部", 2), ("实施单位", 2), ("某司", 2)),
    (("项目属性", 2), ("延续项目", 2), ("项目期", 2), ("3年", 2)),
    (
        ("项目资金\n（万元）", 2, 3),
        "中期资金总额：",
        ("3000.00", 2),
        "年度资金总额：",
        ("1000.00", 2),
    ),
    ("其中：财政拨款", ("2700.00", 2), "其中：财政拨款", ("900.00", 2)),
    ("其他资金", ("300.00", 2), "其他资金", ("100.00", 2)),
    (("总体目标", 1, 2), ("中期目标（2024年—2026年）", 4), ("年度目标", 3)),
    (("目标1：三年培训1500人次。", 4), ("目标1：培训500人次。", 3)),
    (("绩效指标", 1, 6), "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"),
    (
        ("产出指标", 1, 3),
        ("数量指标", 1, 2),
        "培训人次",
        "≥1500人次",
        ("数量指标", 1, 2),
        "培训人次",
        "≥500人次",
    ),
    ("编写教材", "3本", "编写教材", "1本"),
    ("质量指标", "合格率", "≥95%", "质量指标", "合格率", "≥95%"),
    ("效益指标", "社会效益指标", "三年就业率", "≥80%", "社会效益指标", "", ""),
    ("满意度指标", "服务对象满意度指标", "", "", "服务对象满意度指标", "学员满意度", "≥90.00(%)"),
)
"""After the form of 财预〔2015〕88号: the whole term to the left, the year to the right."""

PLAIN: tuple[Row, ...] = (
    (("项目名称", 2), ("数据归集", 4)),
    (("主管部门", 2), ("某局", 2), "实施单位", "某中心"),
    (("项目资金（万元）", 2, 3), "年度资金总额：", "500.00", "执行率分值（10）", ""),
    ("其中：财政拨款", "400.00", "", ""),
    ("其他资金", "100.00", "", ""),
    ("年度总体目标", ("完成甲乙丙三项任务。", 5)),
    (("绩效指标", 1, 3), "一级指标", "二级指标", "三级指标", "指标值", "分值权重（90）"),
    ("产出指标", "数量指标", "完成报告数量", "≥3份", "50"),
    ("满意度指标", "服务对象满意度指标", "用户满意度", "≥95%", "40"),
)

CELLS_OF_A_TEXT = """财政项目支出绩效目标申报表
（2026年度）
项目名称
绿化养
护
主管部门
某区绿化
管理局
实施单位
某区绿化所
计划开始日期
2026/1/1
项目资金
（元）
项目资金总额
   900,000.00 年度资金申请总额
   300,000.00
其中：财政资金
   900,000.00
其中：当年财政拨款
   300,000.00
其他资金
0 其他资金
0
项目
绩效
目标
项目总目标
年度总体目标
1.三年养护绿地一千亩。
2.长势良好。
1.养护绿地三百亩。
2.长势良好。
一级指标
二级指标
三级指标
年度(/项目)指标值
生态环境
成本指标
文明施工情况
可控
产出指标
数量指标
绿地养护面积
300亩
绿地补种完成
率
=100.00(%)
满意度指
标
服务对象
满意度指
标
居民满意度
≥90.00(%)
"""
