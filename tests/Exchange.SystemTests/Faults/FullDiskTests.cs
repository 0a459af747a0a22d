using Xunit;

namespace Exchange.SystemTests.Faults;

/// <summary>A process whose files may not grow: what it writes breaks off in the middle of a page, as on a full disk.</summary>
public sealed class FullDiskTests
{
    // No multiple of a page, so that the last write is half done.
    private const long Room = 50_001;

    [Fact]
    public async Task Bids_that_find_the_disk_full_are_answered_503_and_are_there_once_when_there_is_room_again()
    {
        await using var fair = await LiveFair.Open(TimeSpan.FromSeconds(10));
        await using var crowd = new Crowd(fair, fair.Address).Open();
        for (var time = 0; time < 3; time++)
        {
            await crowd.Accepted(100);
            await fair.First.BoundFiles(new FileInfo(Path.Combine(fair.Data, "matching.log.db-wal")).Length + Room);
            await crowd.Shed(50);
            await fair.First.BoundFiles(null);
        }

        await crowd.Accepted(100);
        await crowd.Close();
        await fair.Settle(fair.Address);
        await fair.First.Kill();
        await fair.AssertHeld(crowd.Acknowledged);
    }
}
