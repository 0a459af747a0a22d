namespace Exchange.Host.Rehearsal;

/// <summary>A kind of material that lies about in factories.</summary>
/// <param name="Category">The code of its category.</param>
/// <param name="Title">What it is; grade and size are put behind it.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="LowYuan">The lower end of what one unit is worth.</param>
/// <param name="HighYuan">The upper end.</param>
/// <param name="Grades">Grades or makes.</param>
/// <param name="Sizes">Sizes.</param>
public sealed record Material(string Category, string Title, string Unit, double LowYuan, double HighYuan, IReadOnlyList<string> Grades, IReadOnlyList<string> Sizes);

/// <summary>What stands in the yards and stores of industrial enterprises, and in which regions they are.</summary>
public static class Materials
{
    public static IReadOnlyList<Material> All { get; } =
    [
        new("steel", "热轧卷板 hot-rolled coil", "TNE", 3400, 4300, ["Q235B", "Q355B", "SPHC"], ["3.0×1500", "5.75×1500", "9.5×1800"]),
        new("steel", "中厚板 heavy plate", "TNE", 3600, 5200, ["Q235B", "Q345R", "Q420C"], ["12×2200", "20×2500", "40×2500"]),
        new("steel", "螺纹钢 rebar", "TNE", 3200, 3900, ["HRB400E", "HRB500E"], ["Φ12", "Φ16", "Φ25", "Φ32"]),
        new("steel", "工字钢 I-beam", "TNE", 3500, 4400, ["Q235B", "Q355B"], ["I20a", "I32b", "I45c"]),
        new("steel", "无缝钢管 seamless tube", "TNE", 4500, 7800, ["20#", "45#", "16Mn", "15CrMoG"], ["Φ57×4", "Φ108×6", "Φ219×8", "Φ325×12"]),
        new("stainless", "不锈钢板 stainless sheet", "TNE", 13000, 26000, ["304/2B", "316L/No.1", "321/2B"], ["1.0×1219", "3.0×1500", "10×1500"]),
        new("non-ferrous", "电解铜 copper cathode", "TNE", 66000, 74000, ["Cu-CATH-1", "Cu-CATH-2"], ["1000×1000"]),
        new("non-ferrous", "铝锭 aluminium ingot", "TNE", 18000, 20500, ["Al99.70", "Al99.85"], ["20 kg"]),
        new("non-ferrous", "黄铜棒 brass rod", "TNE", 43000, 52000, ["H62", "HPb59-1"], ["Φ10", "Φ25", "Φ60"]),
        new("cable", "交联电力电缆 XLPE power cable", "MTR", 60, 820, ["YJV22 0.6/1kV", "YJLV 8.7/15kV", "YJV 26/35kV"], ["3×70", "3×185+1×95", "3×300"]),
        new("cable", "控制电缆 control cable", "MTR", 6, 48, ["KVVP", "KVV22", "DJYPV"], ["7×1.5", "14×2.5", "4×2×1.0"]),
        new("bearings", "圆锥滚子轴承 tapered roller bearing", "C62", 45, 1600, ["ZWZ", "HRB", "LYC"], ["30212", "32218", "32944"]),
        new("bearings", "调心滚子轴承 spherical roller bearing", "C62", 260, 9800, ["ZWZ", "LYC", "WZB"], ["22220", "23136", "24152"]),
        new("valves", "铸钢闸阀 cast steel gate valve", "C62", 320, 14500, ["Z41H-16C", "Z41H-40", "Z41Y-64"], ["DN50", "DN150", "DN300"]),
        new("valves", "不锈钢球阀 stainless ball valve", "C62", 140, 5200, ["Q41F-16P", "Q347F-25"], ["DN25", "DN80", "DN200"]),
        new("pumps", "离心泵 centrifugal pump", "SET", 2600, 48000, ["IS", "ISG", "KQW"], ["65-40-200", "100-65-250", "200-150-400"]),
        new("pumps", "多级泵 multistage pump", "SET", 9000, 120000, ["D", "DG"], ["46-50×6", "85-67×9", "155-30×7"]),
        new("motors", "三相异步电动机 induction motor", "SET", 900, 58000, ["YE3", "YX3", "YB3 Ex"], ["132S-4 5.5kW", "200L-4 30kW", "315M-4 132kW", "355L-6 250kW"]),
        new("transformers", "电力变压器 power transformer", "SET", 28000, 460000, ["S11-M", "S13-M", "SCB10"], ["400/10", "1000/10", "2500/35"]),
        new("machines", "数控车床 CNC lathe", "SET", 60000, 380000, ["CAK5085", "CK6150", "HTC2050"], ["1000 mm", "1500 mm"]),
        new("machines", "立式加工中心 machining centre", "SET", 110000, 620000, ["VMC850", "VMC1160", "TH5650"], ["BT40", "BT50"]),
        new("machines", "桥式起重机 overhead crane", "SET", 70000, 540000, ["LH", "QD"], ["5t-16.5m", "16t-22.5m", "50t-28.5m"]),
        new("machines", "螺杆空压机 screw compressor", "SET", 18000, 190000, ["LG", "OG"], ["37kW 6.5m³", "75kW 13m³", "160kW 28m³"]),
        new("tools", "硬质合金刀片 carbide insert", "C62", 9, 75, ["YT15", "YG8", "YBC251"], ["CNMG120408", "WNMG080408", "APMT1604"]),
        new("fasteners", "高强度螺栓 high-strength bolt", "KGM", 7, 16, ["8.8", "10.9S", "12.9"], ["M16×60", "M20×90", "M30×150"]),
        new("chemicals", "烧碱 caustic soda flakes", "TNE", 2500, 3600, ["99%", "96%"], ["25 kg"]),
        new("chemicals", "聚丙烯 polypropylene", "TNE", 6900, 8200, ["T30S", "K8303", "EPS30R"], ["25 kg"]),
        new("chemicals", "聚氯乙烯 PVC resin", "TNE", 5300, 6400, ["SG-5", "SG-3", "SG-8"], ["25 kg"]),
        new("chemicals", "醇酸磁漆 alkyd enamel", "KGM", 11, 19, ["C04-2", "C04-42"], ["15 kg", "18 kg"]),
        new("rubber", "输送带 conveyor belt", "MTR", 85, 690, ["EP200", "ST1000", "ST2000"], ["B800", "B1000", "B1400"]),
        new("refractories", "高铝砖 high-alumina brick", "TNE", 1400, 3300, ["LZ-55", "LZ-75"], ["T-3", "T-39"]),
        new("timber", "枕木 wooden sleeper", "C62", 95, 240, ["I", "II"], ["2500×220×160"]),
        new("textiles", "涤纶短纤 polyester staple", "TNE", 6800, 7900, ["1.4D", "1.56D"], ["38 mm", "51 mm"]),
        new("packaging", "吨袋 bulk bag", "C62", 14, 42, ["U", "cross-corner"], ["90×90×110", "95×95×120"]),
        new("instruments", "压力变送器 pressure transmitter", "C62", 380, 4200, ["3051", "EJA110", "1151"], ["0–1.6 MPa", "0–10 MPa"]),
        new("instruments", "电磁流量计 magnetic flow meter", "SET", 1500, 16000, ["LDG", "AXF"], ["DN50", "DN200", "DN500"]),
        new("electronics", "变频器 frequency inverter", "SET", 900, 46000, ["ACS510", "G120", "CHF100A"], ["7.5kW", "45kW", "160kW"]),
        new("electronics", "断路器 circuit breaker", "C62", 160, 14000, ["DZ20Y", "CW1", "NSX"], ["250A", "630A", "2000A"]),
        new("vehicles", "叉车 forklift truck", "SET", 28000, 145000, ["CPCD", "CPD"], ["3 t", "5 t", "10 t"]),
        new("spares", "轧辊 rolling-mill roll", "C62", 9000, 98000, ["GCr15", "9Cr2Mo", "ICDP"], ["Φ380", "Φ620", "Φ850"]),
    ];

    /// <summary>ISO 3166-2 codes of regions, those of the old industrial north-east more than once.</summary>
    public static IReadOnlyList<string> Regions { get; } =
    [
        "CN-JL", "CN-JL", "CN-JL", "CN-JL", "CN-LN", "CN-LN", "CN-LN", "CN-HL", "CN-HL", "CN-HE", "CN-SX", "CN-NM", "CN-BJ", "CN-TJ", "CN-SD", "CN-SD",
        "CN-JS", "CN-JS", "CN-ZJ", "CN-SH", "CN-AH", "CN-HA", "CN-HB", "CN-HN", "CN-GD", "CN-GD", "CN-SC", "CN-CQ", "CN-SN", "CN-GS", "CN-XJ",
    ];
}
