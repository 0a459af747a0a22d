using Exchange.Kernel.Deciders;
using Exchange.Kernel.Security;
using Exchange.Listing.Admissions;
using Exchange.Listing.Fairs;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

/// <summary>Who is admitted to a fair: its policy, applications, invitations and licences.</summary>
public sealed class AdmissionTests
{
    private const string Bidder = "b0000000000000000000000000000001";

    private static readonly AdmissionRules Approved = new(AdmissionRules.Approved, ["28", "2815"]);
    private static readonly Admission Applied = On(Admission.Initial, new Apply(FairId, Bidder));

    [Fact]
    public void An_application_asks_the_fair_whether_it_takes_any()
    {
        var decision = Admission.Decide(Admission.Initial, new Apply(FairId, Bidder), Before);
        Assert.Equal(AdmissionStatus.Applied, Assert.IsType<AdmissionChanged>(Assert.Single(decision.Events)).Status);
        Assert.Equal(new Also("fair/" + FairId, new ConfirmApplications()), Assert.Single(decision.Companions));
        Assert.Null(Asked(Approved, new ConfirmApplications()));
        Assert.Equal(AdmissionRefusals.NotByApplication, Asked(null, new ConfirmApplications()));
        Assert.Equal(AdmissionRefusals.NotByApplication, Asked(new(AdmissionRules.Invited), new ConfirmApplications()));
    }

    [Fact]
    public void A_draft_takes_no_applications_and_a_fair_that_is_over_admits_nobody()
    {
        var rules = Rules with { Admission = Approved };
        var draft = Fair(new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules)));
        Assert.Equal(FairRefusals.NotPublished, draft.When(new ConfirmApplications(), Before).Refusal);
        Assert.Null(draft.When(new ConfirmAdmission(Organizer, false, null), Before).Refusal);
        var over = draft with { Status = FairStatus.Closed };
        Assert.Equal(AdmissionRefusals.FairOver, over.When(new ConfirmApplications(), Before).Refusal);
        Assert.Equal(AdmissionRefusals.FairOver, over.When(new ConfirmAdmission(Organizer, false, null), Before).Refusal);
    }

    [Fact]
    public void Only_the_organizer_or_the_exchange_admits()
    {
        var admit = Admission.Decide(Applied, new Admit(FairId, Bidder, Consignor, AsOperator: false), Before);
        Assert.Equal(new Also("fair/" + FairId, new ConfirmAdmission(Consignor, false, null)), Assert.Single(admit.Companions));
        Assert.Equal(FairRefusals.NotYours, Asked(Approved, new ConfirmAdmission(Consignor, false, null)));
        Assert.Null(Asked(Approved, new ConfirmAdmission("", true, null)));
        Assert.Null(Asked(new(AdmissionRules.Invited), new ConfirmAdmission(Organizer, false, null)));
        Assert.Equal(AdmissionRefusals.NotNeeded, Asked(null, new ConfirmAdmission(Organizer, false, null)));
    }

    [Fact]
    public void A_bidder_may_be_invited_without_having_asked() =>
        Assert.Equal(AdmissionStatus.Admitted, On(Admission.Initial, new Admit(FairId, Bidder, Organizer, false)).Status);

    [Fact]
    public void Who_was_rejected_does_not_apply_again_but_may_be_admitted()
    {
        var rejected = On(Applied, new Reject(FairId, Bidder, Organizer, false, "no trade in metals"));
        Assert.Equal(AdmissionRefusals.Rejected, Admission.Decide(rejected, new Apply(FairId, Bidder), Before).Refusal);
        Assert.Equal(AdmissionStatus.Admitted, On(rejected, new Admit(FairId, Bidder, Organizer, false)).Status);
        Assert.Equal(AdmissionRefusals.Unknown, Admission.Decide(Admission.Initial, new Reject(FairId, Bidder, Organizer, false, "no"), Before).Refusal);
        Assert.Equal(AdmissionRefusals.ReasonUnclear, Admission.Decide(Applied, new Reject(FairId, Bidder, Organizer, false, ""), Before).Refusal);
        Assert.Equal(AdmissionRefusals.ReasonUnclear, Admission.Decide(Applied, new Reject(FairId, Bidder, Organizer, false, "no\n"), Before).Refusal);
    }

    [Fact]
    public void Twice_is_once_and_still_the_organizers_alone()
    {
        var admitted = On(Applied, new Admit(FairId, Bidder, Organizer, false));
        var again = Admission.Decide(admitted, new Admit(FairId, Bidder, Consignor, false), Before);
        Assert.Equal((0, 1), (again.Count, again.Companions.Count));
        Assert.Equal(0, Admission.Decide(admitted, new Apply(FairId, Bidder), Before).Count);
        var licensed = On(admitted, new RecordLicence(FairId, Bidder, Organizer, false, "28"));
        Assert.Equal(0, Admission.Decide(licensed, new RecordLicence(FairId, Bidder, Organizer, false, "28"), Before).Count);
    }

    [Fact]
    public void A_licence_is_recorded_only_for_a_code_that_the_fair_asks_for()
    {
        var licensed = On(Applied, new RecordLicence(FairId, Bidder, Organizer, false, "28"));
        Assert.Equal((AdmissionStatus.Applied, "28"), (licensed.Status, Assert.Single(licensed.Licences)));
        Assert.Null(Asked(Approved, new ConfirmAdmission(Organizer, false, "28")));
        Assert.Equal(AdmissionRefusals.LicenceNotNeeded, Asked(Approved, new ConfirmAdmission(Organizer, false, "74")));
        Assert.Equal(AdmissionRefusals.LicenceNotNeeded, Asked(null, new ConfirmAdmission(Organizer, false, "28")));
    }

    [Fact]
    public void A_lot_needs_the_licence_of_the_longest_code_with_which_its_category_begins()
    {
        Assert.Equal(("28", "2815", null), (Approved.LicenceFor("2804"), Approved.LicenceFor("28151"), Approved.LicenceFor("7404")));
        Assert.Null(new AdmissionRules().LicenceFor("28"));
    }

    [Fact]
    public void Without_an_enterprise_nobody_applies() => Assert.Equal(AdmissionRefusals.NoEnterprise, Admission.Decide(Admission.Initial, new Apply(FairId, ""), Before).Refusal);

    [Fact]
    public void Each_change_is_announced_whole_with_its_version()
    {
        var changed = (AdmissionChanged)Admission.Decide(On(Applied, new RecordLicence(FairId, Bidder, Organizer, false, "28")), new Admit(FairId, Bidder, Organizer, false), Before)[0];
        var heard = Assert.IsType<V1.BidderAdmission>(Assert.Single(AdmissionAnnouncements.From(changed)));
        Assert.Equal((FairId, Bidder, true, 3L), (heard.Fair, heard.Bidder, heard.IsAdmitted, heard.Version));
        Assert.Equal(["28"], heard.Licences);
    }

    [Theory]
    [InlineData("members", null, "admission.policy")]
    [InlineData("approved", "", "admission.licensed")]
    [InlineData("approved", "a b", "admission.licensed")]
    public void Rules_of_admission_out_of_bounds_are_refused(string policy, string? code, string field)
    {
        var rules = Rules with { Admission = new(policy, code is null ? null : [code]) };
        Assert.Equal(field, Fair().When(new CreateFair(FairId, Organizer, rules), Before).Refusal?.Facts["field"]);
    }

    [Fact]
    public void The_same_rules_sent_again_are_the_same() => Assert.Equal(Approved, new AdmissionRules("approved", ["28", "2815"]).Stored());

    [Fact]
    public async Task An_organizer_admits_whom_a_bidder_sees_applied_over_http()
    {
        await using var host = await ListingHost.Start();
        var rules = Rules with { Admission = Approved };
        var fair = (await ListingHost.Json(await host.Post("/api/listing/fairs", rules, Organizer, Roles.Organizer), 201)).GetProperty("fair").GetString()!;
        var at = $"/api/listing/fairs/{fair}";
        await ListingHost.Json(await host.Post($"{at}/publish", new { }, Organizer, Roles.Organizer), 200);
        Assert.Equal("none", (await ListingHost.Json(await host.Get($"{at}/admission", Bidder, Roles.Bidder), 200)).GetProperty("status").GetString());
        Assert.Equal("applied", (await ListingHost.Json(await host.Post($"{at}/applications", new { }, Bidder, Roles.Bidder), 200)).GetProperty("status").GetString());
        await host.Settle();
        var asked = await ListingHost.Json(await host.Get($"{at}/admissions?status=applied", Organizer, Roles.Organizer), 200);
        Assert.Equal(Bidder, asked[0].GetProperty("bidder").GetString());
        await (await host.Get($"{at}/admissions", Consignor, Roles.Organizer)).Problem(403, "fair.not-yours");
        await (await host.Post($"{at}/admissions/{Bidder}/admit", new { }, Consignor, Roles.Organizer)).Problem(403, "fair.not-yours");
        await ListingHost.Json(await host.Post($"{at}/admissions/{Bidder}/admit", new { }, Organizer, Roles.Organizer), 200);
        await ListingHost.Json(await host.Post($"{at}/admissions/{Bidder}/licences", new { category = "28" }, Organizer, Roles.Organizer), 200);
        await (await host.Post($"{at}/admissions/{Bidder}/licences", new { category = "74" }, Organizer, Roles.Organizer)).Problem(422, "admission.licence-not-needed");
        var seen = await ListingHost.Json(await host.Get($"{at}/admission", Bidder, Roles.Bidder), 200);
        Assert.Equal(("admitted", "28"), (seen.GetProperty("status").GetString(), seen.GetProperty("licences")[0].GetString()));
        await host.Settle();
        Assert.Equal([1, 2, 3], host.Heard<V1.BidderAdmission>().Select(heard => heard.Version));
        await ListingHost.Json(await host.Post($"{at}/admissions/{Bidder}/reject", new { reason = "unpaid" }, Organizer, Roles.Organizer), 200);
        await host.Settle();
        Assert.False(host.Heard<V1.BidderAdmission>()[^1].IsAdmitted);
        Assert.Empty(await host.Rebuilt());
    }

    private static Refusal? Asked(AdmissionRules? rules, FairCommand command)
    {
        var with = Rules with { Admission = rules };
        return Fair(new FairCreated(FairId, Organizer, with, ClosingSchedule.Windows(with)), new FairPublished(FairId, with)).When(command, Before).Refusal;
    }

    private static Admission On(Admission state, AdmissionCommand command) => Admission.Decide(state, command, Before).Events.Aggregate(state, Admission.Evolve).Stored();
}
