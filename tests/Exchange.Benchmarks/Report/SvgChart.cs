using System.Globalization;
using System.Text;

namespace Exchange.Benchmarks.Report;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Points">Its points; both numbers are positive.</param>
public sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A chart with logarithmic axes, on which a cost that grows as its work does is a straight line. The same numbers give the same bytes.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="XName">What goes to the right.</param>
/// <param name="YName">What goes up.</param>
/// <param name="Lines">The lines, six at most.</param>
public sealed record SvgChart(string Title, string XName, string YName, IReadOnlyList<ChartLine> Lines)
{
    private const double Width = 640, Height = 360, Left = 80, Right = 620, Top = 40, Bottom = 300;

    // Told apart by all who see colours differently, and on paper.
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

    /// <summary>The picture.</summary>
    /// <exception cref="ArgumentException">No line has a point, or one cannot stand on a logarithmic axis.</exception>
    public string Draw()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        if (points.Count == 0) throw new ArgumentException("A chart without points shows nothing.");
        if (points.Exists(point => !(point.X > 0 && point.Y > 0 && double.IsFinite(point.X) && double.IsFinite(point.Y))))
            throw new ArgumentException("A logarithmic axis has no place for what is not positive.");
        var (x, y) = (Axis.Of(points.Select(point => point.X), Left, Right), Axis.Of(points.Select(point => point.Y), Bottom, Top));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{Escaped(Title)}</title>\n<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Text(svg, Width / 2, 22, "middle", Title);
        foreach (var decade in x.Decades)
        {
            Line(svg, x.At(decade), Bottom, x.At(decade), Top);
            Text(svg, x.At(decade), Bottom + 18, "middle", Short(decade));
        }

        foreach (var decade in y.Decades)
        {
            Line(svg, Left, y.At(decade), Right, y.At(decade));
            Text(svg, Left - 8, y.At(decade) + 4, "end", Short(decade));
        }

        Text(svg, (Left + Right) / 2, Bottom + 38, "middle", XName);
        Text(svg, 8, Top - 8, "start", YName);
        for (var i = 0; i < Lines.Count; i++) Draw(svg, Lines[i], Colours[i % Colours.Length], x, y, i);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, ChartLine line, string colour, Axis x, Axis y, int place)
    {
        var points = string.Join(' ', line.Points.Select(point => Number(x.At(point.X)) + "," + Number(y.At(point.Y))));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
        foreach (var (px, py) in line.Points)
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(x.At(px))}\" cy=\"{Number(y.At(py))}\" r=\"3\" fill=\"{colour}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(Left + (place * 180))}\" y=\"345\" width=\"10\" height=\"10\" fill=\"{colour}\"/>\n");
        Text(svg, Left + 16 + (place * 180), 354, "start", line.Name);
    }

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" stroke=\"#dddddd\"/>\n");

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\">{Escaped(text)}</text>\n");

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Short(double decade) => decade switch
    {
        >= 1e6 => Number(decade / 1e6) + " M",
        >= 1e3 => Number(decade / 1e3) + " k",
        _ => decade.ToString("0.######", CultureInfo.InvariantCulture),
    };

    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>A logarithmic axis over whole decades.</summary>
    private sealed record Axis(int First, int Last, double From, double To)
    {
        public static Axis Of(IEnumerable<double> values, double from, double to)
        {
            var powers = values.Select(Math.Log10).ToList();
            var (first, last) = ((int)Math.Floor(powers.Min() + 1e-9), (int)Math.Ceiling(powers.Max() - 1e-9));
            return new(first, Math.Max(last, first + 1), from, to);
        }

        public IEnumerable<double> Decades => Enumerable.Range(First, Last - First + 1).Select(power => Math.Pow(10, power));

        public double At(double value) => From + ((Math.Log10(value) - First) / (Last - First) * (To - From));
    }
}
