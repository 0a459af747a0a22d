using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Exchange.Portal;
using Exchange.Portal.Pages;
using Exchange.Portal.Text;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Portal;

public sealed class PortalTests
{
    private static readonly IReadOnlyDictionary<string, string> English = Read(CultureInfo.InvariantCulture), Chinese = Read(CultureInfo.GetCultureInfo("zh"));

    [Fact]
    public void Both_languages_have_the_same_words() => Assert.Equal(English.Keys.Order(StringComparer.Ordinal), Chinese.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Both_languages_have_the_same_blanks() =>
        Assert.All(English, word => Assert.Equal(Blanks(word.Value), Blanks(Chinese[word.Key])));

    [Fact]
    public void Every_word_of_a_page_is_known()
    {
        var asked = House.Files("services/Portal", ".razor", ".cs").SelectMany(path => Regex.Matches(House.Read(path), """Words\.Of\("([^"]+)"[,)]"""))
            .Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(English.Keys));
    }

    [Fact]
    public void Every_format_has_a_name() =>
        Assert.Empty(Exchange.Matching.Auctions.Formats.Format.All.Select(format => "format." + format.Name).Except(English.Keys));

    [Fact]
    public void The_portals_own_script_stays_under_15_kilobytes() => Assert.InRange(PortalFiles.ScriptBytes, 1, 15 * 1024);

    [Fact]
    public void No_page_has_script_or_style_within() => Assert.DoesNotContain(
        House.Files("services/Portal", ".razor"),
        path => Regex.IsMatch(House.Read(path), """<style|\sstyle="|\son[a-z]+="|<script(?![^>]*src=)|javascript:"""));

    [Fact]
    public void A_service_that_is_named_is_reached_through_the_portal_and_identity_also_by_its_own_paths()
    {
        var (routes, clusters) = Gateway.Ways(new() { Services = { ["Identity"] = "http://identity:8080", ["Matching"] = "http://matching:8080", ["Listing"] = "" } });
        Assert.Equal(
            ["/.well-known/{**rest}", "/account/{**rest}", "/api/identity/{**rest}", "/api/matching/{**rest}", "/connect/{**rest}"],
            routes.Select(route => route.Match.Path!).Order(StringComparer.Ordinal));
        Assert.Equal(["identity", "matching"], clusters.Select(cluster => cluster.ClusterId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_all_is_one_process_there_is_no_gateway() => Assert.Empty(Gateway.Ways(new()).Routes);

    [Fact]
    public void A_search_is_for_the_catalogue_and_a_status_for_the_sales()
    {
        Assert.Equal("/api/listing/fairs/f/lots?q=plate%2012&after=50&limit=50", new LotsAsked("plate 12", "", "open", "50").Query("f"));
        Assert.Equal("/api/matching/fairs/f/lots?status=open&limit=50", new LotsAsked("", "", "open", "").Query("f"));
    }

    private static IEnumerable<string> Blanks(string sentence) => Regex.Matches(sentence, "{[0-9]}").Select(match => match.Value).Order(StringComparer.Ordinal);

    private static Dictionary<string, string> Read(CultureInfo culture) =>
        new ResourceManager("Exchange.Portal.Text.Words", typeof(Words).Assembly).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(word => (string)word.Key, word => (string)word.Value!, StringComparer.Ordinal);
}
