using System.Reflection;
using System.Xml.Linq;
using Exchange.Contracts;
using Exchange.Kernel.Log;
using Xunit;

namespace Exchange.Tests.Architecture;

public sealed class DependencyTests
{
    public static TheoryData<string> Names => [.. Rules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_source_file_keeps_the_rule(string name)
    {
        var uses = Projects.SelectMany(Uses.Of).ToList();
        House.IsClean(Rules.All.Single(rule => rule.Name == name).Breaches(uses));
    }

    [Theory]
    [InlineData("Matching", "Auctions/Auction.cs", "class A { object B() => Microsoft.AspNetCore.Http.TypedResults.Ok(); }", "Microsoft.AspNetCore.Http.TypedResults")]
    [InlineData("Matching", "Auctions/Formats/English.cs", "class A { HttpContext? B; }", "Microsoft.AspNetCore.Http.HttpContext")]
    [InlineData("Matching", "Auctions/AuctionRefusals.cs", "class A { object B = new Dapper.DynamicParameters(); }", "Dapper.DynamicParameters")]
    [InlineData("Listing", "Lots/Lot.cs", "class A { bool B(TimeProvider c) => c.GetUtcNow() > default(DateTimeOffset); }", "System.TimeProvider")]
    [InlineData("Settlement", "Deals/DealAnnouncements.cs", "class A { void B(Exchange.Kernel.Log.Journal j) { var head = j.Head(); } }", "Exchange.Kernel.Log.Journal")]
    [InlineData("Kernel", "Values/Money.cs", "class A { void B(string f) => File.ReadAllText(f); }", "System.IO.File")]
    [InlineData("Identity", "Enterprises/EnterpriseRefusals.cs", "class A { IResult? B; }", "Microsoft.AspNetCore.Http.IResult")]
    public void A_pure_file_that_touches_the_outside_is_found(string project, string file, string source, string found) =>
        Assert.Contains(Breaches(Rules.Pure, project, (file, source)), breach => breach.EndsWith(found, StringComparison.Ordinal));

    [Fact]
    public void A_pure_file_that_uses_a_shell_file_of_its_own_service_is_found() => Assert.NotEmpty(Breaches(
        Rules.Pure, "Matching", ("Auctions/Auction.cs", "class A { B? b; }"), ("Auctions/AuctionViews.cs", "class B { }")));

    [Fact]
    public void A_pure_file_may_use_another_pure_file_and_what_happened() => Assert.Empty(Breaches(
        Rules.Pure, "Matching", ("Auctions/Auction.cs", "class A { B? b; Exchange.Kernel.Log.Happened h; List<long> l = []; }"), ("Auctions/Formats/B.cs", "class B { }")));

    [Fact]
    public void MassTransit_outside_its_place_is_found() =>
        Assert.NotEmpty(Breaches(Rules.Bus, "Matching", ("Auctions/AuctionEndpoints.cs", "using X = MassTransit; class A { X.IBus? b; }")));

    [Fact]
    public void Entity_Framework_outside_Identity_is_found() =>
        Assert.NotEmpty(Breaches(Rules.EntityFramework, "Listing", ("Lots/LotViews.cs", "class A : Microsoft.AspNetCore.Identity.IdentityUser { }")));

    [Fact]
    public void A_driver_in_a_service_is_found() =>
        Assert.NotEmpty(Breaches(Rules.Drivers, "Listing", ("Lots/LotViews.cs", "class A { System.Data.Common.DbConnection? c; }")));

    [Fact]
    public void Lucene_outside_the_catalogues_engine_is_found() =>
        Assert.NotEmpty(Breaches(Rules.SearchEngine, "Listing", ("Catalogue/CatalogueEndpoints.cs", "class A { Lucene.Net.Search.IndexSearcher? s; }")));

    [Fact]
    public void A_service_that_knows_another_is_found() =>
        Assert.NotEmpty(Breaches(
            Rules.Strangers, "Settlement",
            ("Deals/DealEndpoints.cs", "class A { Exchange.Matching.Auction? B; }"), ("Deals/Other.cs", "namespace Exchange.Matching { public class Auction { } }")));

    [Fact]
    public void Contracts_that_stand_on_the_kernel_are_found() =>
        Assert.NotEmpty(Breaches(Rules.Contracts, "Contracts", ("Listing/V1.cs", "class A { Exchange.Kernel.Values.Money m; }")));

    [Fact]
    public void The_compiler_resolves_what_the_sources_use()
    {
        var uses = Projects.SelectMany(Uses.Of).ToList();
        Assert.Contains(uses, use => use is { Path: "services/Kernel/Database/ViewSession.cs", Type: "Dapper.SqlMapper" });
        Assert.Contains(uses, use => use is { Type: "Exchange.Kernel.Hosting.ExchangeHost", Path: "services/Matching/Program.cs", DeclaredIn: null });
        Assert.Contains(uses, use => use is { Path: "services/Kernel/Log/Entry.cs", Type: "Exchange.Kernel.Log.Entry", DeclaredIn: "services/Kernel/Log/Entry.cs" });
    }

    [Fact]
    public void Projects_reference_what_the_plan_says()
    {
        Assert.Empty(References("services/Contracts/Contracts.csproj"));
        Assert.Equal([], Items("services/Contracts/Contracts.csproj", "PackageReference"));
        Assert.All(References("services/Kernel/Kernel.csproj"), reference => Assert.Equal("Contracts", reference));
        Assert.All(House.Services, service =>
            Assert.All(References($"services/{service}/{service}.csproj"), reference => Assert.True(reference is "Contracts" or "Kernel", $"{service} references {reference}")));
    }

    [Fact]
    public void Programs_only_compose() => Assert.All(House.Files("services", "/Program.cs"), path => Assert.True(House.Read(path).Split('\n').Length <= 60, path));

    [Fact]
    public void Who_hears_whom_is_what_the_services_say()
    {
        var heard = from definition in Journals.Definitions
                    from hearing in definition.Hears
                    select (Source: hearing.Type.Split('.')[0], Hearer: definition.Service);
        var table = from source in House.Services.Select(service => service.ToLowerInvariant())
                    from hearer in Hearers.Of(source)
                    where Journals.Definitions.Any(definition => definition.Service == hearer)
                    select (Source: source, Hearer: hearer);
        Assert.Equal(table.Order(), heard.Distinct().Order());
    }

    private static IEnumerable<string> Projects => [.. House.Services, "Kernel", "Contracts", "Exchange"];

    private static List<string> Breaches(Rule rule, string project, params IEnumerable<(string File, string Text)> sources) =>
        [.. rule.Breaches(Uses.Of(project, [.. sources.Select(source => ($"services/{project}/{source.File}", source.Text))]))];

    private static IEnumerable<string> References(string project) => Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Parse(House.Read(project)).Descendants(item).Select(node => node.Attribute("Include")!.Value);
}

/// <summary>The journals of all services, by reflection.</summary>
public static class Journals
{
    /// <summary>The assemblies of the services.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } = [.. House.Services.Select(service => Assembly.Load("Exchange." + service))];

    /// <summary>What each service with a journal says that it is made of.</summary>
    public static IReadOnlyList<JournalDefinition> Definitions { get; } =
    [
        .. Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(Journal)) && !type.IsAbstract)
            .Select(type => type.GetProperty("Definition", BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                ?? throw new InvalidOperationException($"{type} has no static Definition."))
            .Select(property => (JournalDefinition)property.GetValue(null)!),
    ];
}
