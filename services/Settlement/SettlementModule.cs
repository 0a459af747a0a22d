using Exchange.Kernel.Hosting;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Documents;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;

namespace Exchange.Settlement;

/// <summary>Settlement as a part of a process.</summary>
public static class SettlementModule
{
    public static WebApplicationBuilder AddSettlement(this WebApplicationBuilder builder) =>
        builder.AddJournal<SettlementJournal>(SettlementJournal.Definition);

    public static WebApplication MapSettlement(this WebApplication app)
    {
        app.MapGroup("/api/settlement").MapDeals().MapDeposits().MapPayouts().MapLedger().MapDocuments().MapReversals().MapDebts().MapRounds();
        return app;
    }
}
