using System.Collections.Frozen;

namespace Exchange.Listing.Imports;

/// <summary>What a column of a stock file can be.</summary>
public enum StockField
{
    Key,
    Title,
    Category,
    Region,
    Quantity,
    Unit,
    UnitValue,
    Opening,
    Reserve,
    Increment,
    Format,
    ItemNumber,
    Group,
    Fall,
    FallEvery,
    Floor,
    Divisible,
    OwnIncrement,
    MinimumTake,
    QuantityStep,
    MostQuantity,
    Ties,
    MostBids,
    PartFor,
    OfferFor,
    AcceptFrom,
    DeclineBelow,
    Falls,
    FallShare,
    SealedFor,
    BestBidFor,
    Ladder,
    Specification,
    Grade,
    Condition,
    Note,
}

/// <summary>Which column of a file is which field.</summary>
/// <param name="Headers">The file's columns.</param>
/// <param name="Places">The place of each field that the file has.</param>
public sealed record ColumnMap(IReadOnlyList<string> Headers, IReadOnlyDictionary<StockField, int> Places)
{
    // A header is compared without case, spaces and punctuation. The first name of a field is ours.
    private static readonly FrozenDictionary<string, StockField> Names = Table("""
        Key=key,rowkey,lotkey,行标识,标的编号,序列号,唯一编号
        Title=title,itemname,item,name,description,itemdescription,productname,goodsname,material,materialname,品名,名称,物料名称,材料名称,存货名称,产品,物资名称,商品名称,产品名称,货物名称,标的名称,描述,物料描述
        Category=category,categorycode,class,fsc,supplyclass,hscode,productclass,类别,分类,品类,类目,物料类别,物资类别,类别编码,分类编码,物料组
        Region=region,state,province,location,place,city,地区,区域,所在地,省份,省,存放地,存放地点,城市,仓库所在地
        Quantity=quantity,qty,amount,count,stock,stockquantity,onhand,数量,库存,库存数量,现存量,可用数量,结存数量
        Unit=unit,ui,uom,unitofmeasure,unitofissue,measure,单位,计量单位,基本单位
        UnitValue=unitvalue,unitprice,unitcost,unitacquisitionvalue,acquisitionvalue,bookvalue,bookunitvalue,单价,单位价值,账面单价,原值单价,采购单价,单位成本,净值单价
        Opening=opening,openingprice,openingbid,startingprice,startprice,askingprice,起拍价,起始价,挂牌价,底价,一口价
        Reserve=reserve,reserveprice,保留价
        Increment=increment,bidincrement,加价幅度,加价
        Format=format,saleformat,salemode,交易方式,竞价方式,销售方式
        ItemNumber=itemnumber,itemno,niin,nsn,partnumber,partno,sku,materialnumber,materialcode,物料编码,物料号,料号,货号,物资编码,存货编码,材料编码,编码
        Group=group,lotgroup,extendtogether,延时组,联动组,标的组
        Fall=fall,step,pricestep,pricefall,降价幅度,降幅
        FallEvery=fallevery,interval,fallinterval,降价间隔,降价周期
        Floor=floor,floorprice,lowestprice,降价底价,最低价
        Divisible=divisible,inparts,可拆分,可分割,是否拆分
        OwnIncrement=ownincrement,自我加价幅度
        MinimumTake=minimumtake,minimumquantity,minimumorder,moq,起订量,最小购买量,起购量
        QuantityStep=quantitystep,quantityincrement,数量步长,递增量
        MostQuantity=mostquantity,maximumquantity,限购量,最大购买量
        Ties=ties,tierule,同价规则
        MostBids=mostbids,maximumbids,最多报价数
        PartFor=partfor,parttime,部分成交确认时间
        OfferFor=offerfor,offervalidity,报价有效期,议价有效期
        AcceptFrom=acceptfrom,autoaccept,自动接受价
        DeclineBelow=declinebelow,autodecline,自动拒绝价
        Falls=falls,numberoffalls,降价次数
        FallShare=fallshare,fallpercent,降价比例
        SealedFor=sealedfor,sealedtime,密封报价时间
        BestBidFor=bestbidfor,bestbidtime,最终报价时间
        Ladder=ladder,priceladder,降价阶梯,流拍再售
        Specification=specification,spec,specs,model,modelnumber,size,dimensions,规格,规格型号,型号规格,型号及规格,型号,尺寸
        Grade=materialgrade,steelgrade,材质,牌号,钢号
        Condition=condition,itemcondition,成色,新旧程度,新旧,品相,物资状态
        Note=note,notes,remark,remarks,comment,comments,longdescription,longtext,备注,说明,备注说明
        """);

    private static readonly FrozenSet<StockField> Money = StockTerms.Prices.Concat([StockField.UnitValue, StockField.Opening, StockField.Reserve, StockField.Increment]).ToFrozenSet();

    private static readonly string[] Currencies = ["usd", "cny", "rmb", "eur", "gbp", "jpy", "krw", "hkd"];

    /// <summary>Whether the column of units says that they are units of issue of US supply catalogues.</summary>
    public bool HasUnitsOfIssue => Places.TryGetValue(StockField.Unit, out var place) && Plain(Headers[place]) is "ui" or "unitofissue";

    /// <summary>Whether the column of item numbers says that they are national item numbers of nine digits.</summary>
    public bool HasNationalNumbers => Places.TryGetValue(StockField.ItemNumber, out var place) && Plain(Headers[place]) is "niin";

    /// <summary>By how much a field's column says that its amounts are to be multiplied: <c>单价（万元）</c>.</summary>
    public decimal FactorOf(StockField field) => Money.Contains(field) && Places.TryGetValue(field, out var place) ? SheetNumbers.FactorOf(Headers[place]) : 1;

    /// <summary>The places of the columns that hold amounts and quantities.</summary>
    public IEnumerable<int> NumberPlaces => Places.Where(pair => pair.Key == StockField.Quantity || Money.Contains(pair.Key)).Select(pair => pair.Value);

    /// <summary>The code of the unit that the name of the column of quantities says, as in <c>数量（吨）</c>, or null.</summary>
    public string? UnitOfQuantities => Places.TryGetValue(StockField.Quantity, out var quantity) && Behind(Headers[quantity]) is { Length: > 0 } said ? Units.Translate(said, false) : null;

    /// <summary>How many of some columns are fields that are known by their names.</summary>
    public static int KnownOf(IReadOnlyList<string> headers) => headers.Select(FieldOf).Where(field => field is not null).Distinct().Count();

    /// <summary>The field of a name that requests use, or null.</summary>
    public static StockField? FieldNamed(string name) => Enum.GetValues<StockField>().Where(field => NameOf(field) == name).Select(field => (StockField?)field).FirstOrDefault();

    /// <summary>Our names of the fields with the file's columns.</summary>
    public IReadOnlyDictionary<string, string> Taken =>
        Places.OrderBy(pair => pair.Key).ToDictionary(pair => NameOf(pair.Key), pair => Headers[pair.Value], StringComparer.Ordinal);

    /// <summary>The file's columns that are no field.</summary>
    public IReadOnlyList<string> Ignored => [.. Headers.Where((_, place) => !Places.Values.Contains(place))];

    /// <summary>The name of a field in requests and reports: <c>unitValue</c>.</summary>
    public static string NameOf(StockField field) => char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];

    /// <summary>Tells the fields of a file: those that are mapped by the consignor, now or before, then those whose headers are known, in English or Chinese.</summary>
    /// <param name="headers">The file's columns.</param>
    /// <param name="mapped">Our field names with the file's columns.</param>
    /// <param name="remembered">Columns with our field names, as they were mapped before; those that the file lacks do not matter. Null for none.</param>
    /// <param name="map">The map.</param>
    /// <returns>What is wrong with the mapping, or null.</returns>
    public static string? Try(IReadOnlyList<string> headers, IReadOnlyDictionary<string, string> mapped, IReadOnlyDictionary<string, string>? remembered, out ColumnMap map)
    {
        var places = new Dictionary<StockField, int>();
        map = new(headers, places);
        foreach (var (name, column) in mapped)
        {
            if (FieldNamed(name) is not { } field)
                return $"'{name}' is no field; the fields are {string.Join(", ", Enum.GetValues<StockField>().Select(NameOf))}.";
            var place = headers.ToList().FindIndex(header => header.Trim() == column.Trim());
            if (place < 0) return $"The file has no column '{column}' for {name}; it has {string.Join(", ", headers.Take(30))}.";
            places[field] = place;
        }

        for (var place = 0; place < headers.Count && remembered is not null; place++)
            if (!places.ContainsValue(place) && remembered.TryGetValue(headers[place].Trim(), out var name) && FieldNamed(name) is { } known)
                places.TryAdd(known, place);
        for (var place = 0; place < headers.Count; place++)
            if (!places.ContainsValue(place) && FieldOf(headers[place]) is { } field)
                places.TryAdd(field, place);
        return null;
    }

    /// <summary>The currency that a column's name says its values are in, upper case, or null.</summary>
    public static string? CurrencyOf(string header)
    {
        var plain = Plain(header);
        var said = Currencies.FirstOrDefault(currency => plain.EndsWith(currency, StringComparison.Ordinal));
        return said is "rmb" ? "CNY" : said?.ToUpperInvariant();
    }

    /// <summary>The column of a field, or null when the file has none.</summary>
    public string? ColumnOf(StockField field) => Places.TryGetValue(field, out var place) ? Headers[place] : null;

    private static StockField? FieldOf(string header)
    {
        var plain = Plain(header);
        if (Names.TryGetValue(plain, out var field)) return field;
        return CurrencyOf(header) is not null && Names.TryGetValue(plain[..^3], out field) ? field : null;
    }

    private static string Behind(string header)
    {
        var open = header.IndexOfAny(['(', '（']);
        return open < 0 ? "" : header[(open + 1)..].TrimEnd(')', '）', ' ');
    }

    private static string Plain(string header)
    {
        var open = header.IndexOfAny(['(', '（', '/']);
        return string.Concat((open > 0 ? header[..open] : header).Where(char.IsLetterOrDigit)).ToLowerInvariant();
    }

    private static FrozenDictionary<string, StockField> Table(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split('='))
        .SelectMany(line => line[1].Split(',').Select(name => (name, field: Enum.Parse<StockField>(line[0]))))
        .ToFrozenDictionary(pair => pair.name, pair => pair.field, StringComparer.Ordinal);
}
