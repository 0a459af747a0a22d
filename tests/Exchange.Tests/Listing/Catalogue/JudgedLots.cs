namespace Exchange.Tests.Listing.Catalogue;

/// <summary>A fixed set of lots, and searches of it with the lots that somebody who types them would want: written for this house, with typing errors, words of two characters, designations and
/// words of the other language.</summary>
internal static class JudgedLots
{
    /// <summary>The lots' titles, by their numbers from 1.</summary>
    public static IReadOnlyList<string> Titles { get; } =
    [
        "深沟球轴承 6204-2RS SKF", "深沟球轴承 6308 ZZ 哈轴", "圆锥滚子轴承 30206", "调心滚子轴承 22220 CA/W33", "Deep groove ball bearings 6204-2RS, sealed",
        "Tapered roller bearing 32210 Timken", "轴承座 UCP205", "轴承钢 GCr15 圆钢 φ60", "交联聚乙烯电力电缆 YJV 3×120+1×70", "阻燃电力电缆 ZR-YJV22 4×95",
        "控制电缆 KVVP 7×1.5", "XLPE power cable YJV 3x120, 500 m drum", "Control cable KVV 12x1.5", "铜芯电线 BV 2.5", "电缆桥架 镀锌 200×100",
        "Welding cable YH 50 mm2", "热轧钢板 Q235B 12mm", "中厚板 Q345B 20×2200×8000", "冷轧卷板 SPCC 1.0mm", "镀锌板卷 DX51D+Z",
        "Hot rolled steel plate Q235B 16 mm", "Cold rolled steel coil DC01", "不锈钢板 304 2B 3mm", "不锈钢管 316L φ57×3.5", "Stainless steel sheet 304 1.5 mm",
        "Stainless steel pipe 316L DN50", "螺纹钢 HRB400E φ16", "角钢 Q235B 50×5", "工字钢 20a", "无缝钢管 20# 108×4.5",
        "镀锌钢管 DN50", "Seamless steel pipe ASTM A106 DN100", "三相异步电动机 Y2-132M-4 7.5kW", "防爆电机 YB3 22kW", "Induction motor 7.5 kW 4-pole",
        "变频器 ACS550 22kW ABB", "Frequency inverter 7.5kW Siemens MM440", "离心泵 IS80-65-160", "潜水泵 QW50", "Centrifugal pump 22kW, cast iron",
        "不锈钢球阀 DN50 PN16", "截止阀 J41H-16C DN80", "闸阀 Z41H-16C DN100", "Gate valve DN100 PN16, cast steel", "Ball valve stainless DN25",
        "六角螺栓 M12×80 8.8级", "Hex bolts M16x60 grade 8.8, zinc plated", "不锈钢螺母 M12", "聚丙烯颗粒 T30S", "聚乙烯 PE100 管材料",
        "Polypropylene granules T30S raffia grade", "烧碱 片碱 99%", "Caustic soda flakes 25 kg bags", "液压油 L-HM46 200L", "Hydraulic oil ISO VG 46 drums",
        "电焊条 J422 3.2mm", "Welding electrodes E6013", "断路器 CM1-225 100A 常熟", "交流接触器 CJX2-1810", "Circuit breaker Schneider NSX250",
        "铜排 TMY 100×10", "Copper busbar 100x10 mm", "电解铜 A级", "铝锭 A00", "Aluminium ingots A7 99.7%",
        "瓦楞纸箱 五层", "Corrugated cartons 5-ply unprinted", "内燃叉车 3吨 杭叉", "Diesel forklift 3 t Toyota", "数控车床 CK6140",
        "CNC lathe 6140, used", "螺杆空压机 37kW", "Air compressor screw 55kW", "桥式起重机 10吨", "棉纱 32支",
        "Cotton yarn Ne 30", "玻璃纤维布 EWR400", "橡胶输送带 EP200 宽800", "Conveyor belt rubber 1000 mm", "防锈漆 铁红",
        "办公桌椅 一批", "旧电脑 显示器", "废旧电缆 铜芯 5吨", "变压器 S11-630/10", "Power transformer 1000 kVA oil-immersed",
    ];

    /// <summary>Searches, each with the numbers of all lots that are right.</summary>
    public static IReadOnlyList<(string Text, int[] Lots)> Searches { get; } =
    [
        ("轴承", [1, 2, 3, 4, 5, 6, 7]), ("軸承", [1, 2, 3, 4, 5, 6, 7]), ("bearing", [1, 2, 3, 4, 5, 6]), ("bearings", [1, 2, 3, 4, 5, 6]), ("bearign", [1, 2, 3, 4, 5, 6]),
        ("6204-2RS", [1, 5]), ("6204 2rs", [1, 5]), ("62042RS", [1, 5]), ("6204", [1, 5]), ("深沟球", [1, 2, 5]), ("roller bearing", [3, 4, 6]),
        ("电缆", [9, 10, 11, 12, 13, 16, 83]), ("YJV 3*120", [9, 12]), ("yjv3x120", [9, 12]), ("ＹＪＶ　３×１２０", [9, 12]), ("电力电缆", [9, 10, 12]), ("控制电缆", [11, 13]),
        ("power cable", [9, 10, 12]), ("control cabel", [11, 13]), ("steel plate", [17, 18, 21, 23, 25]), ("钢板", [17, 18, 19, 20, 21, 23, 25]), ("Q235B", [17, 21, 28]),
        ("stainles steel", [23, 24, 25, 26]), ("不锈钢", [23, 24, 25, 26, 41, 45, 48]), ("不锈钢板", [23, 25]), ("304", [23, 25]), ("316L", [24, 26]), ("不锈钢管", [24, 26]), ("无缝管", [30, 32]),
        ("seamless pipe", [30, 32]), ("镀锌管", [31]), ("电机", [33, 34, 35]), ("电动机 7.5kW", [33, 35]), ("motor", [33, 34, 35]), ("变频器", [36, 37]), ("inverter", [36, 37]),
        ("离心泵", [38, 40]), ("pump", [38, 39, 40]), ("水泵", [38, 39, 40]), ("球阀 DN50", [41]), ("gate valve", [43, 44]), ("闸阀 DN100", [43, 44]), ("阀", [41, 42, 43, 44, 45]),
        ("M12*80", [46]), ("bolt", [46, 47]), ("螺栓", [46, 47]), ("聚丙烯", [49, 51]), ("polypropilene", [49, 51]), ("T30S", [49, 51]), ("caustic soda", [52, 53]), ("片碱", [52, 53]),
        ("hydraulic oil", [54, 55]), ("液压油 46", [54, 55]), ("焊条", [56, 57]), ("断路器", [58, 60]), ("circuit braker", [58, 60]), ("铜排 100*10", [61, 62]), ("铝锭", [64, 65]),
        ("纸箱", [66, 67]), ("叉车", [68, 69]), ("forklfit", [68, 69]), ("车床", [70, 71]), ("空压机", [72, 73]), ("compressor", [72, 73]), ("棉纱", [75, 76]), ("conveyor belt", [78, 79]),
        ("输送带", [78, 79]), ("变压器", [84, 85]), ("transformer", [84, 85]), ("二手电脑", [82]), ("H型钢", []),
    ];
}
