using Exchange.Identity.Accounts;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Security;
using Microsoft.AspNetCore.Identity;

namespace Exchange.Identity;

/// <summary>Someone who can sign in to a demo.</summary>
public sealed record DemoPerson(string UserName, string Name, string Role, string Enterprise, string EnterpriseName);

/// <summary>Enterprises and people for a demo. Only the demo calls this; no other run has people whom nobody registered.</summary>
public static class IdentitySeed
{
    private static readonly (string Role, string Body, string Enterprise, string Region, string Person)[] Demos =
    [
        (Roles.Organizer, "51220000MADEM0001", "北国物资协会", "吉林", "李组织"),
        (Roles.Consignor, "91220101MADEM0002", "松江重型机器厂", "吉林", "王委托"),
        (Roles.Bidder, "91210100MADEM0003", "辽滨物资贸易公司", "辽宁", "张竞买"),
        (Roles.Operator, "91220101MADEM0004", "物资交易会运营处", "吉林", "赵运营"),
    ];

    /// <summary>Makes one person for each role, whose user name is the role and whose password is the given one. Again: only the password changes.</summary>
    public static async Task<IReadOnlyList<DemoPerson>> Demo(IServiceProvider services, string password, CancellationToken cancellation = default)
    {
        await services.GetRequiredService<IdentityDatabase>().Migrate();
        await using var scope = services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IdentityStore>();
        var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<Person>>();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        var people = new List<DemoPerson>();
        foreach (var demo in Demos)
        {
            var code = CreditCode.Complete(demo.Body);
            var enterprise = await store.Enterprises.FindAsync([Enterprise.IdOf(code)], cancellation);
            if (enterprise is null)
            {
                enterprise = new() { Id = Enterprise.IdOf(code), CreditCode = code, Name = demo.Enterprise, Region = demo.Region, Roles = [demo.Role], RegisteredAt = now };
                store.Add(enterprise);
                // Its system exists, as every enterprise's does, with a secret that nobody knows.
                store.Add(Clients.SystemOf(enterprise, ClientSecret.New()));
            }

            var person = await store.People.FindAsync([Person.IdOf(demo.Role)], cancellation);
            if (person is null) store.Add(person = Person.Of(demo.Role, demo.Person, enterprise, [demo.Role]));
            person.PasswordHash = hasher.HashPassword(person, password);
            people.Add(new(demo.Role, demo.Person, demo.Role, enterprise.Id, enterprise.Name));
        }

        await store.SaveChangesAsync(cancellation);
        return people;
    }
}
