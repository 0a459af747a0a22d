using System.Buffers;
using System.Text;
using CsCheck;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Exchange.Matching.Audits;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Laws of audit files, over the stories of all formats.</summary>
public sealed class AuditLaws
{
    // A lot that cannot be sold by its own terms is never offered.
    private static readonly Gen<AuctionLaws.Story> AnyStory = AuctionLaws.AnyStory.Where(story => Format.ObjectionTo(story.Offering) is null);

    [Fact]
    public void Whatever_a_sale_was_its_audit_file_is_right() => AnyStory.Sample(story =>
    {
        var (file, scribe) = Written(story);
        var verdict = AuditVerifier.Verify(file, scribe.Head);
        return verdict.Faults.Count == 0 && verdict.Head == scribe.Head && verdict.HeadAt == verdict.Entries && verdict.Lot == story.Offering.Lot.Id
            && verdict.Result!.Awards.Select(award => (award.QuantityMilli, award.HammerMinor)).SequenceEqual(Ended(story).SelectMany(entry => entry.Events).OfType<QuantityAwarded>()
                .Select(award => (award.QuantityMilli, award.HammerMinor)));
    });

    [Fact]
    public void An_entry_is_the_canonical_form_of_its_events_as_they_are_stored() => AnyStory.Sample(story =>
    {
        var offered = new LotOffered(story.Offering with { Lot = story.Offering.Lot with { Title = "紫铜 \"T2\"\\\u0001\u007f😀 \u2028\ue000" } });
        var (scribe, names) = (AuditScribe.For(offered), AuditNames.For(story.Offering.Lot.Consignor, story.Offering.Linked));
        foreach (var (at, events) in Ended(story).Skip(1).Prepend((0, [offered])))
        {
            if (events[0] is PriorityTaken taken) names.Reveal(taken.Enterprise);
            if (!scribe.Write(at, events).SequenceEqual(SlowScribe.Entry(at, events, scribe.Entries, names))) return false;
        }

        return true;
    });

    [Fact]
    public void No_enterprise_is_in_the_file() => AnyStory.Sample(story =>
    {
        var text = Encoding.UTF8.GetString(Written(story).File);
        var enterprises = Ended(story).SelectMany(entry => entry.Events).OfType<BidPlaced>().Select(bid => bid.Bidder).Append(Sale.Mill).Append(Sale.Wire);
        return enterprises.All(enterprise => !text.Contains($"\"{enterprise}\"", StringComparison.Ordinal));
    });

    [Fact]
    public void A_chain_that_is_gone_on_with_is_the_chain_that_was_written_at_once() => AnyStory.Sample(story =>
    {
        var entries = Ended(story);
        var (whole, part) = (AuditScribe.For(new LotOffered(story.Offering)), AuditScribe.For(new LotOffered(story.Offering)));
        foreach (var (at, events) in entries)
        {
            whole.Write(at, events);
            part = AuditScribe.After(part.Entries, part.Head, AuditNames.For(story.Offering.Lot.Consignor, story.Offering.Linked).With(part.Names.Known));
            part.Write(at, events);
        }

        return (whole.Entries, whole.Head) == (part.Entries, part.Head);
    });

    [Fact]
    public void A_sale_with_an_entry_left_out_or_two_in_another_order_is_not_right_even_when_it_is_chained_anew() => AnyStory.Sample(story =>
    {
        var entries = Ended(story);
        var head = Written(story).Scribe.Head;
        for (var i = 1; i < Math.Min(entries.Count - 1, 6); i++)
        {
            List<(long At, AuctionEvent[] Events)> without = [.. entries[..i], .. entries[(i + 1)..]], swapped = [.. entries[..i], entries[i + 1], entries[i], .. entries[(i + 2)..]];
            foreach (var forged in new[] { without, swapped })
                if (Forged(story.Offering, forged) is { } file && AuditVerifier.Verify(file, head).Faults.Count == 0) return false;
        }

        return true;
    });

    /// <summary>What happened in a story, an entry for each accepted command, and the hammer at its end if it had not fallen.</summary>
    internal static List<(long At, AuctionEvent[] Events)> Ended(AuctionLaws.Story story)
    {
        var entries = new List<(long, AuctionEvent[])> { (0, [new LotOffered(story.Offering)]) };
        var state = Auction.Evolve(Auction.Initial, new LotOffered(story.Offering));
        var now = 0L;
        foreach (var (command, at) in story.Steps.Select(step => (step.Command, step.At)).Append((new CloseAuction(Sale.Key), long.MaxValue)).Append((new CloseAuction(Sale.Key), long.MaxValue)))
        {
            now = Math.Max(now, Math.Min(at, state.ClosesAt)); // receipt times never fall along a log
            AuctionEvent[] events = [.. Auction.Decide(state, command, DateTimeOffset.FromUnixTimeMilliseconds(now)).Events];
            if (events.Length == 0) continue;
            entries.Add((now, events));
            state = events.Aggregate(state, Auction.Evolve);
        }

        return entries;
    }

    private static (byte[] File, AuditScribe Scribe) Written(AuctionLaws.Story story)
    {
        var (file, bytes, scribe) = (new AuditFile(), new ArrayBufferWriter<byte>(), AuditScribe.For(new LotOffered(story.Offering)));
        foreach (var (at, events) in Ended(story))
        {
            file.Write(bytes, at, events);
            scribe.Write(at, events);
        }

        file.End(bytes);
        return (bytes.WrittenSpan.ToArray(), scribe);
    }

    // Null where the entries cannot follow one another at all, or do not come to an end.
    private static byte[]? Forged(Offering offering, List<(long At, AuctionEvent[] Events)> entries)
    {
        try
        {
            var (file, bytes) = (new AuditFile(), new ArrayBufferWriter<byte>());
            foreach (var (at, events) in entries) file.Write(bytes, at, events);
            file.End(bytes);
            return bytes.WrittenSpan.ToArray();
        }
        catch (Exception impossible) when (impossible is InvalidDataException or InvalidOperationException)
        {
            return null;
        }
    }
}
