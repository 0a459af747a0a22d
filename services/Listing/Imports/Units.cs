using System.Collections.Frozen;

namespace Exchange.Listing.Imports;

/// <summary>Units of measure: the UN/CEFACT Recommendation 20 codes that lots may have, and the words and other codes that stock files use for them.</summary>
public static class Units
{
    /// <summary>One piece: the unit of a file that has no column for it.</summary>
    public const string Piece = "C62";

    // Codes of Recommendation 20, and package codes of Recommendation 21 in the form that Recommendation 20 gives them (an X before).
    private const string Codes = """
        C62 H87 EA SET KT PR PK PA NMP BG BO BX CA CH CY JR RL RO RM ST SE LO LR AM AV VI U2 T3 Z2 4A ZP
        DZN GRO CEN MIL AS LN XCS XBL XSO XCL XBE XCT XPX XDR XBJ XCR XBA
        KGM GRM MGM TNE DTN LBR ONZ STN LTN
        MTR LM CMT MMT KMT INH FOT YRD C45 4H
        MTK CMK DMK MMK HAR FTK MTQ CMQ DMQ LTR MLT 4G GLL GLI QTL QTR PTL FTQ BLL R9
        HUR MIN SEC DAY MON ANN C26 E49 RH IE E27 E51 E54 E48 E50
        KWH MWH WHR KWT WTT C31 KVA KVR KVT VLT AMP AMH 4K D44 D46 D82 K3 K5 E09 2G 2H OHM B75 4O NH
        JOU KJO E11 E14 B12 B37 BAR PA KPA MPA ATM H78 HN HJ NEW NU E01 E42 E07
        HTZ KHZ MHZ A86 RPM RPS CEL KEL DD P1 LUM LUX B61 A24 D55 D64 2N 5K H79 M33 M1
        23 A93 KMQ GL GF GM 2L 2X 41 L2 E32 E93 F28 F31 G51 G53 MQH KMH MTS MSK C24
        A99 2P 4L E34 E35 B80 E20 E37 E38 E39
        """;

    private const string Words = """
        C62=PC,PCS,PCE,PIECE,PIECES,EACH,UNIT,UNITS,NO,NOS,件,个,只,台,支,根,块,条,张,枚,把,颗,辆,架,部,片,粒
        SET=SETS,套,组,成套 PR=PAIR,PAIRS,双,对,副 KT=KIT,KITS PK=PACK,PACKS,PKG,包 BX=BOX,BOXES,盒 XCT=CTN,CARTON,CARTONS,箱
        BG=BAG,BAGS,袋 BO=BOTTLE,BOTTLES,瓶 CA=CAN,CANS,罐 CY=CYL,钢瓶 RO=ROLL,ROLLS,卷 RL=REEL,REELS,盘 XCL=COIL,COILS RM=REAM,令 ST=SHEET,SHEETS
        XDR=DRUM,DRUMS,桶 XBE=BUNDLE,BUNDLES,捆 XPX=PALLET,PALLETS,托 LO=LOT,批 DZN=DOZEN,DOZ,打 XBL=BALE,BALES XCS=CASE,CASES
        KGM=KG,KGS,KILO,KILOGRAM,KILOGRAMS,千克,公斤 GRM=G,GRAM,GRAMS,克 TNE=T,TON,TONS,TONNE,TONNES,MT,吨,公吨 LBR=LBS,POUND,POUNDS
        MTR=M,METER,METERS,METRE,METRES,米 KMT=KM,千米,公里 CMT=CM,厘米 MMT=MM,毫米 INH=IN,INCH,INCHES FOT=FOOT,FEET YRD=YARD,YARDS
        MTK=M2,M²,SQM,平方米,平方 MTQ=M3,M³,CBM,立方米,立方 LTR=L,LITER,LITERS,LITRE,LITRES,升 MLT=ML,毫升 GLL=GAL,GALLON,GALLONS KWH=度
        """;

    // The two-letter units of issue of US supply catalogues. Where one is also a code of Recommendation 20 with another meaning, this one wins in a column
    // that is called "unit of issue": BE is a bale here and a bundle there.
    private const string UnitsOfIssue = """
        C62=EA,AY SET=SE,OT,SV PR=PR KT=KT PK=PG,PK BX=BX RO=RO DZN=DZ XSO=SL CEN=HD ST=SH FOT=FT XCS=CS BG=BG RL=RL XCL=CL CA=CN MIL=MX LN=LG
        GLL=GL LO=LT LBR=LB XBL=BE YRD=YD MTR=MR XBE=BD QTL=QT BO=BT,BO AS=AT GRO=GR RM=RM XDR=DR JR=JR XBA=BA PTL=PT ONZ=OZ TNE=TN INH=IN
        """;

    private static readonly FrozenSet<string> Known =
        Codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByWord = Table(Words);

    private static readonly FrozenDictionary<string, string> ByIssue = Table(UnitsOfIssue);

    /// <summary>Every code that a translation can give.</summary>
    public static IEnumerable<string> Targets => ByWord.Values.Concat(ByIssue.Values).Distinct();

    /// <summary>Whether a code is one that lots may have.</summary>
    public static bool IsKnown(string code) => Known.Contains(code);

    /// <summary>The code for what a file says, or null.</summary>
    /// <param name="text">A code or a word, in any case.</param>
    /// <param name="ofIssue">Whether the column holds units of issue.</param>
    public static string? Translate(string text, bool ofIssue)
    {
        var word = text.Trim().ToUpperInvariant();
        if (ofIssue && ByIssue.TryGetValue(word, out var issued)) return issued;
        if (word == "EA") return Piece;
        if (Known.Contains(word)) return word;
        return ByWord.GetValueOrDefault(word) ?? ByIssue.GetValueOrDefault(word);
    }

    private static FrozenDictionary<string, string> Table(string text) => text
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(line => line.Split('=') is [var code, var words] ? words.Split(',').Select(word => (word, code)) : [])
        .ToFrozenDictionary(pair => pair.word, pair => pair.code, StringComparer.Ordinal);
}
