using System.Text.RegularExpressions;
using Exchange.Kernel.Bus;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Deploy;

/// <summary>No container engine is needed to see that what is deployed fits the code.</summary>
public sealed partial class DeployTests
{
    private const string Compose = "docker-compose.yml", Kubernetes = "deploy/kubernetes/exchange.yaml";

    private static readonly string[] Metrics =
        [.. House.Files("services", ".cs").SelectMany(path => MetricInCode().Matches(House.Read(path))).Select(match => match.Groups[1].Value).Distinct().Order()];

    public static TheoryData<string> Fleets => [Compose, Kubernetes];

    [Theory]
    [MemberData(nameof(Fleets))]
    public void Every_setting_that_is_deployed_exists(string fleet)
    {
        var named = Named(House.Read(fleet)).ToList();
        Assert.NotEmpty(named);
        House.IsClean(named.Where(name => !SettingNames.Knows(name)));
    }

    [Theory]
    [MemberData(nameof(Fleets))]
    public void Every_setting_that_a_fleet_needs_is_deployed(string fleet) => Assert.Subset(
        Named(House.Read(fleet)).ToHashSet(StringComparer.OrdinalIgnoreCase),
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "Store:Kind", "Store:ConnectionString", "Store:PasswordFile", "Bus:Kind", "Bus:Host", "Bus:User", "Bus:PasswordFile", "Identity:Issuer", "Identity:Authority",
            "Identity:KeyDirectory", "Identity:Bootstrap:ClientId", "Identity:Bootstrap:SecretFile", "Identity:Portal:SecretFile",
            "Sealing:KeyFile",
        });

    [Theory]
    [MemberData(nameof(Fleets))]
    public void Every_service_is_deployed_with_its_own_command(string fleet) => House.IsClean(
        House.Services.Where(service => !Regex.IsMatch(House.Read(fleet), $@"(command|args): \[{service}\]")));

    [Theory]
    [MemberData(nameof(Fleets))]
    public void The_portal_knows_where_every_service_is(string fleet) => House.IsClean(House.Services.Where(service => service != "Portal")
        .Where(service => !Regex.IsMatch(House.Read(fleet), $"Portal__Services__{service}[^\n]*http://{service.ToLowerInvariant()}:8080")));

    [Fact]
    public void Ports_are_those_of_the_code_and_the_image()
    {
        Assert.Contains("EXPOSE 8080", House.Read("deploy/Dockerfile"), StringComparison.Ordinal);
        Assert.Contains("ASPNETCORE_HTTP_PORTS=8080", House.Read("deploy/Dockerfile"), StringComparison.Ordinal);
        Assert.Contains($"listeners.tcp.default = {new BusSettings().Port}", House.Read("deploy/rabbitmq/rabbitmq.conf"), StringComparison.Ordinal);
        Assert.All(Fleets.Select(row => row.Data), fleet => Assert.All(
            Regex.Matches(House.Read(fleet), @"http://[a-z]+:(\d+)|containerPort: (\d+)").Select(match => match.Groups[1].Value + match.Groups[2].Value), port => Assert.Equal("8080", port)));
    }

    [Fact]
    public void The_image_holds_every_service_and_does_not_run_as_root()
    {
        var image = House.Read("deploy/Dockerfile");
        Assert.All(House.Services.Append("Exchange"), service => Assert.Matches($@"for service in [^;]*\b{service}\b", image));
        Assert.Contains("USER $APP_UID", image, StringComparison.Ordinal);
        Assert.Contains("HEALTHCHECK", image, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_service_with_a_store_has_a_database() => House.IsClean(Sql.SqlTexts.Services.Where(service => service != "kernel")
        .Where(service => !House.Read("deploy/sqlserver/setup.sql").Contains($"('{service}')", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Fleets))]
    public void No_secret_stands_in_a_deployment(string fleet)
    {
        var text = House.Read(fleet);
        Assert.DoesNotMatch("(?im)^[^#\n]*(password|secret)\\w*[:=] *[\"']?[a-z0-9!]{6,}[\"']?$", text.Replace("secret: {", "", StringComparison.Ordinal));
        Assert.DoesNotMatch("(?i)__(Secret|ClientSecret|Password):", text);
    }

    [Fact]
    public void Every_secret_that_compose_mounts_is_declared()
    {
        var text = House.Read(Compose);
        var mounted = Regex.Matches(text, @"/run/secrets/([a-z_]+)").Select(match => match.Groups[1].Value).ToHashSet();
        var declared = Regex.Matches(text, @"^  ([a-z_]+): \{ file: \./deploy/secrets/\1 \}$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(declared.Order(), mounted.Order());
    }

    [Fact]
    public void Dashboards_show_every_metric_and_no_other()
    {
        var shown = House.Files("deploy/dashboards", ".json").SelectMany(path => MetricShown().Matches(House.Read(path))).Select(match => match.Groups[1].Value).Distinct().Order();
        Assert.Equal(Metrics, shown);
    }

    [Fact]
    public void A_setting_that_does_not_exist_is_found()
    {
        Assert.Equal(["Store:Kind", "Stor:Kind"], Named("  Store__Kind: sqlserver\n  - { name: Stor__Kind, value: x }\n"));
        Assert.True(SettingNames.Knows("Store:Kind"));
        Assert.False(SettingNames.Knows("Stor:Kind"));
        Assert.True(SettingNames.Knows("Identity:Issuers:0:Issuer"));
    }

    private static IEnumerable<string> Named(string text) =>
        SettingInText().Matches(text).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).Where(name => !name.StartsWith("Logging:", StringComparison.Ordinal)).Distinct();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+(__[A-Za-z0-9]+)+\b")]
    private static partial Regex SettingInText();

    [GeneratedRegex("\"(exchange_[a-z_]+)\"")]
    private static partial Regex MetricInCode();

    [GeneratedRegex(@"\b(exchange_[a-z_]+?)(_total|_bucket|_sum|_count)?\b(?![a-z_])")]
    private static partial Regex MetricShown();
}
