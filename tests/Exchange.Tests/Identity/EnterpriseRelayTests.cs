using System.Text.Json;
using Exchange.Contracts.Identity.V1;
using Exchange.Identity;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Exchange.Tests.Identity;

/// <summary>What Identity tells the other services: each enterprise's name, at least once, whatever the bus does meanwhile.</summary>
public sealed class EnterpriseRelayTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("exchange-relay-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_registered_enterprise_is_told_of_by_its_name_once()
    {
        var outlet = new Recorded();
        string enterprise;
        await using (var host = await Start(outlet))
        {
            (enterprise, _, _) = await host.Register();
            var told = Assert.Single((await outlet.Next()).Items);
            Assert.Equal(("identity.enterprise-named.v1", $"identity-{enterprise}-named"), (told.Type, told.Id));
            var named = told.Data.Deserialize<EnterpriseNamed>(StoredJson.Options)!;
            Assert.Equal((enterprise, "松江机械厂", told.Time), (named.Enterprise, named.Name, named.At));
            await host.Register();
            Assert.DoesNotContain((await outlet.Next()).Items, item => item.Id == told.Id);
            await Marked(host, 2); // a stop before it would tell again
        }

        await using var again = await Start(outlet);
        var (third, _, _) = await again.Register();
        Assert.Equal([$"identity-{third}-named"], (await outlet.Next()).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task What_the_bus_did_not_take_is_told_again()
    {
        var outlet = new Recorded { Refuses = 1 };
        await using var host = await Start(outlet);
        var (enterprise, _, _) = await host.Register();
        Assert.Equal([$"identity-{enterprise}-named"], (await outlet.Next()).Items.Select(item => item.Id));
        Assert.Equal(0, outlet.Refuses);
    }

    private static async Task Marked(IdentityHost host, long enterprises)
    {
        for (var told = 0L; told != enterprises; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            await using var scope = host.Services.CreateAsyncScope();
            told = await scope.ServiceProvider.GetRequiredService<IdentityStore>().Announced.LongCountAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<IdentityHost> Start(IOutlet outlet)
    {
        var host = new IdentityHost { Data = _data, Outlet = outlet };
        await host.InitializeAsync();
        return host;
    }

    private sealed class Recorded : IOutlet
    {
        private readonly System.Threading.Channels.Channel<Announcements> _packs = System.Threading.Channels.Channel.CreateUnbounded<Announcements>();

        public int Refuses { get; set; }

        public async Task Send(Announcements pack, CancellationToken cancellation)
        {
            if (Refuses-- > 0) throw new UnavailableException("The bus is away.");
            Refuses = 0;
            await _packs.Writer.WriteAsync(pack, cancellation);
        }

        public async Task<Announcements> Next()
        {
            var stopping = TestContext.Current.CancellationToken;
            return await _packs.Reader.ReadAsync(stopping).AsTask().WaitAsync(TimeSpan.FromSeconds(20), stopping);
        }
    }
}
