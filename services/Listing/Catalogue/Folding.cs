using System.Collections.Frozen;

namespace Exchange.Listing.Catalogue;

/// <summary>Makes characters that are written differently and mean the same one: full-width and half-width, capital and small, traditional and simplified.
/// Each character becomes one character, so that a place in the folded text is the same place in the text.</summary>
public static class Folding
{
    // Pairs of a traditional character and its simplified form, of words that stand in lists of materials.
    private const string Traditional =
        "軸轴鋼钢鐵铁銅铜鋁铝鋅锌鎳镍鉛铅錫锡鈦钛鎢钨纜缆電电線线機机閥阀門门壓压縮缩風风鍍镀鏽锈銹锈圓圆錐锥滾滚溝沟絲丝釘钉鋸锯鑽钻銑铣車车輪轮齒齿減减變变頻频動动馬马達达幫帮開开關关斷断繼继儀仪錶表計计膠胶紙纸裝装紡纺織织紗纱絨绒氈毡漿浆塗涂劑剂鹼碱鹽盐氣气體体潤润導导絕绝緣缘護护網网鏈链條条帶带輸输設设"
        + "備备廠厂庫库倉仓餘余廢废舊旧噸吨個个臺台張张隻只雙双標标準准號号規规質质層层濾滤過过熱热軋轧鍛锻鑄铸銲焊發发應应總总產产業业區区長长瀋沈陽阳濱滨連连遼辽龍龙寧宁陝陕雲云貴贵廣广東东島岛灣湾蘇苏無无縫缝鉗钳夾夹頭头彎弯擋挡環环墊垫輥辊鏟铲傳传纖纤燈灯顯显腦脑鍵键盤盘筆笔記记錄录複复傢家櫃柜鎖锁鑰钥鍋锅"
        + "爐炉藥药醫医療疗貨货";

    private static readonly FrozenDictionary<char, char> Simplified =
        Enumerable.Range(0, Traditional.Length / 2).Select(i => KeyValuePair.Create(Traditional[2 * i], Traditional[(2 * i) + 1]))
            .ToFrozenDictionary();

    /// <summary>The character as it is compared.</summary>
    public static char Fold(char c) => c switch
    {
        < '\u0080' => char.ToLowerInvariant(c),
        '\u3000' => ' ',
        >= '\uff01' and <= '\uff5e' => char.ToLowerInvariant((char)(c - 0xfee0)),
        '×' or '✕' or '✖' or '∗' => '*',
        '‐' or '‑' or '–' or '—' or '－' => '-',
        'φ' or 'Φ' or 'Ø' or 'ø' or '∅' => 'φ',
        >= '\u3400' => Simplified.GetValueOrDefault(c, c),
        _ => char.ToLowerInvariant(c),
    };

    /// <summary>A text as it is compared, of the same length.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (folded, text) =>
    {
        for (var i = 0; i < folded.Length; i++) folded[i] = Fold(text[i]);
    });

    /// <summary>Whether a character is of a script that does not separate words.</summary>
    public static bool IsHan(char c) => c is (>= '\u3400' and <= '\u4dbf') or (>= '\u4e00' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff') or (>= '\u3040' and <= '\u30ff');
}
