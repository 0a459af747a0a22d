using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Listing.Admissions;
using Exchange.Listing.Catalogue;
using Exchange.Listing.Categories;
using Exchange.Listing.Fairs;
using Exchange.Listing.Imports;
using Exchange.Listing.Lists;
using Exchange.Listing.Lots;
using Exchange.Listing.Media;
using Exchange.Listing.Notices;

namespace Exchange.Listing;

/// <summary>The log of Listing. One partition, because a fair counts its lots: the number and the lot that gets it are one entry.</summary>
public sealed class ListingJournal(JournalHost host) : Journal(Definition, host)
{
    public static new JournalDefinition Definition { get; } = new()
    {
        Service = "listing",
        Migrations = typeof(ListingJournal).Assembly,
        Streams =
        [
            StreamKind.Of<Fair, FairCommand, FairEvent>("fair"),
            StreamKind.Of<Lot, LotCommand, LotEvent>("lot"),
            StreamKind.Of<LotQuestions, QuestionCommand, QuestionEvent>("questions"),
            StreamKind.Of<Inspections, InspectionCommand, InspectionEvent>("inspections"),
            StreamKind.Of<Draft, DraftCommand, DraftEvent>("draft"),
            StreamKind.Of<Admission, AdmissionCommand, AdmissionEvent>("admission"),
            StreamKind.Of<Import, ImportCommand, ImportEvent>("import"),
            StreamKind.Of<ColumnMemory, ColumnMemoryCommand, ColumnMemoryEvent>("columns"),
            StreamKind.Of<Notice, NoticeCommand, NoticeEvent>("notice"),
            StreamKind.Of<KeptList, ListCommand, ListEvent>("list"),
            StreamKind.Of<Prices, PricesCommand, PricesEvent>("prices"),
            StreamKind.Of<SavedSearches, SavedSearchesCommand, SavedSearchesEvent>("searches"),
            StreamKind.Of<AlertRound, AlertRoundCommand, AlertRoundEvent>("alerts"),
            StreamKind.Of<Scheme, SchemeCommand, SchemeEvent>("scheme"),
        ],
        Views =
        [
            new FairViews(), new LotViews(), new LotDescriptionViews(), new LotVersionViews(), new MediaViews(), new DraftViews(), new AdmissionViews(), new ImportViews(),
            new NoticeViews(), new ListViews(), new ApplicationViews(), new CatalogueViews(), new SearchViews(), new SchemeViews(),
        ],
        Announce = happened => FairAnnouncements.From(happened.Event).Concat(LotAnnouncements.From(happened.Event)).Concat(AdmissionAnnouncements.From(happened.Event)),
        Hears =
        [
            Hearing.Of<LotAwarded>(LotConsumers.OnAwarded),
            Hearing.Of<LotClosed>(LotConsumers.OnClosed),
            Hearing.Of<LotReoffered>(LotConsumers.OnReoffered),
            Hearing.Of<AwardFell>(LotConsumers.OnFell),
            Hearing.Of<SaleWithdrawn>(LotConsumers.OnWithdrawn),
            Hearing.Of<LotAmendmentAnswered>(LotConsumers.OnAmendmentAnswered),
            Hearing.Of<LotsMoved>(CatalogueConsumers.OnMoved),
        ],
        Clocks = [FairClock.Due, LotClock.Due],
    };
}
