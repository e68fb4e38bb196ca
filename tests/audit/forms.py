"""Forms to audit: the four of the Shanghai document with their true characters, and a sound one."""

from decimal import Decimal
from typing import Any

from attrs import evolve

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1
from tests.support import forms
from tests.support.forms import funds, levels


def shanghai(form: Form, goals: Goals, **fields: Any) -> Form:  # noqa: ANN401 - the fields of Form
    """One of the Shanghai document with less of its goals, and no needless space in its reasons."""
    form = evolve(form, goals=goals, **{"levels": tuple(map(_tidy, form.levels)), **fields})
    return evolve(form, funds=evolve(form.funds, weight=Decimal(10)))


def _tidy(level: Level1) -> Level1:
    def tidied(row: Indicator) -> Indicator:
        return evolve(row, reason=row.reason and row.reason.replace("、 ", "、"))

    children = (evolve(one, indicators=tuple(map(tidied, one.indicators))) for one in level.children)
    return evolve(level, children=tuple(children))


ONE_STOP = shanghai(
    forms.one_stop(),
    Goals(
        expected="以实现统一受理、规范服务为目标，为相关系统的安全、稳定、高效运行提供支撑、确保提供服务的高效率和高质量，"
        "从而有效提升用户体验度和获得感，持续突显上海政务品牌效应。",
        actual="“一网通办”坚持“以用户为中心、以需求为导向”的服务理念，对标最高标准、最好水平，着力打造符合上海卓越城市定位的"
        "一流政务服务。保障了“一网通办”政务服务所提供服务内容的质量以及功能的稳定、可用确保7*24小时提供稳定的在线服务。",
    ),
)

DATA_OPERATION = shanghai(
    forms.data_service(),
    Goals(
        expected="通过制定数据资产的统筹规划，以提供服务的方式，将数据作为一种资产进行有效的运营管理的过程。",
        actual="该项目从立项到交付的整个过程，总体符合项目绩效要求，并在公共数据集中、整合、治理、安全与应用分析等多个领域"
        "起到积极作用。\n1、项目管理方面，市大数据中心与数据运营服务商、独立监管方形成有效地组织运营模式。",
    ),
    funds=funds("43918000.00", "43918000.00", "43918000.00", "100.00", "10.00"),
    total=Decimal("90.00"),
)

CLOUD = shanghai(
    forms.one_stop(),
    Goals(
        expected="选取专业的电子政务云服务商（或云服务商团队）搭建设施资源层，分别构建高可用系统，明确管理责任边界，各自保障"
        "政务云平台可靠运行，同步推进2家云服务商政务云平台间的信息共享。",
        actual="2020年通过公开招标确定了电信、联通、移动三家运营商作为上海市政务云服务商，搭建了云设施资源层，构建双活系统，"
        "明确管理责任边界，全年保障了市政务云平台可靠运行，完成了3家云服务商政务云平台间的信息共享。",
    ),
    project="上海市政务云基础设施服务费 (运维)",
    funds=funds("42546380.00", "42546380.00", "42456311.08", "99.79", "9.98"),
    levels=levels(
        {
            "产出指标": {
                "数量指标": [("迁移上云完成率", "100%", "市级非涉密信息系统全量上云", "10.00", "10.00")],
                "质量指标": [("政务云整体运行运行稳定率", "≥99.99%", "年未发生重大故障", "10.00", "10.00")],
                "时效指标": [("故障响应及时率", "100%", "及时", "10.00", "10.00")],
                "成本指标": [
                    (
                        "上云项目硬件建设不再投入运维",
                        "核减上云项目运维费",
                        "按先用后付、按实计算的方式减低了成本支出",
                        "10.00",
                        "10.00",
                    )
                ],
            },
            "效益指标": {
                "经济效益指标": [
                    (
                        "降低新建信息化项目投入",
                        "新建项目依托政务云建设，不再投入硬件设备",
                        "通过政府购买服务的方式，没有固定资产投入，节约了项目投入",
                        "20.00",
                        "15.00",
                        "因业务特殊性，部分信息系统需使用专用设备，后续将研究技术解决方案。",
                    )
                ],
                "社会效益指标": [
                    (
                        "保障市级核心民生业务",
                        "≥99.99%",
                        "全年云上核心民生业务系统无因政务云原因发生一起故障",
                        "10.00",
                        "10.00",
                    )
                ],
                "可持续影响指标": [
                    (
                        "创新购买服务，通过采购方式开展政务云基础设施服务。",
                        "制定政务云应用安全管理办法1项",
                        "符合",
                        "10.00",
                        "10.00",
                    )
                ],
            },
            "满意度指标": {"服务对象满意度指标": [("使用者满意度", "≥90%", "满意", "10.00", "10.00")]},
        }
    ),
    total=Decimal("94.98"),
)

NETWORK = shanghai(
    forms.network(),
    Goals(
        expected="根据业务应用开展需求，及时完成市政务外网网络接入建设；做好市政务外网日常运行管理和运维保障，确保政务外网安全、"
        "稳定、高效运行，为各有关单位开展业务应用提供便利条件。",
        actual="主要服务本市各级党委、人大、政府、政协、监察委、法院、检察院和人民团体等。\n"
        "1、市政务外网上联国家政务外网、下接各区政务外网，实现与电信、移动、联通政务云的5个机房的对接；\n"
        "2、市级政务外网核心网络带宽达20G能力，已接入单位1300余家；\n"
        "4、定期举办应急演练，提升应对突发事件的应急处置能力，本年度共完成5次应急演练；\n"
        "6、进行了12次月度巡检及配置备份，完成了23次国家网业务开通、11次域名业务开通。",
    ),
)

SHANGHAI = (ONE_STOP, DATA_OPERATION, CLOUD, NETWORK)

SOUND = Form(
    year=2024,
    project="社区养老服务设施建设",
    department="某市民政局",
    operator="某市养老服务中心",
    funds=Funds(
        rows=(
            FundRow(
                name="年度资金总额",
                initial=Decimal("2000000.00"),
                budget=Decimal("2000000.00"),
                executed=Decimal("1950000.00"),
            ),
            FundRow(
                name="当年财政拨款",
                initial=Decimal("1800000.00"),
                budget=Decimal("1800000.00"),
                executed=Decimal("1760000.00"),
            ),
            FundRow(
                name="上年结转资金",
                initial=Decimal("200000.00"),
                budget=Decimal("200000.00"),
                executed=Decimal("190000.00"),
            ),
            FundRow(name="其他资金"),
        ),
        weight=Decimal(10),
        rate=Decimal("97.50"),
        score=Decimal("9.75"),
    ),
    goals=Goals(
        expected="新建社区养老服务站12个，培训护理员300人次。",
        actual="新建社区养老服务站12个，培训护理员310人次，老年人就近得到照护。",
    ),
    levels=levels(
        {
            "产出指标": {
                "数量指标": [
                    ("新建社区养老服务站", "≥12个", "12个", "10.00", "10.00"),
                    ("培训护理员", "≥300人次", "310人次", "10.00", "10.00"),
                ],
                "质量指标": [
                    ("设施验收合格率", "≥95%", "95%", "10.00", "10.00"),
                    ("护理员持证率", "≥90%", "81%", "5.00", "4.50", "部分学员考试安排在次年，将组织补考。"),
                ],
                "时效指标": [("建成时间", "2024年10月底前", "2024年9月", "5.00", "5.00")],
                "成本指标": [("单个服务站建设成本", "≤15万元", "14.6万元", "10.00", "10.00")],
            },
            "效益指标": {
                "社会效益指标": [
                    (
                        "服务老年人数量",
                        "≥2000人",
                        "1900人",
                        "20.00",
                        "19.00",
                        "两处服务站下半年方开放，将加强宣传。",
                    )
                ],
                "可持续影响指标": [("运营管理制度健全程度", "健全", "健全", "10.00", "10.00")],
            },
            "满意度指标": {"服务对象满意度指标": [("老年人满意度", "≥90%", "93%", "10.00", "10.00")]},
        }
    ),
    total=Decimal("98.25"),
)
