namespace Exchange.Kernel.Bus;

/// <summary>Where the relay sends announcements.</summary>
public interface IOutlet
{
    /// <summary>Returns when every service that hears the source has handled the pack, or the broker has confirmed that it holds it for each of them.
    /// Throws when that is not certain; the relay then sends the same pack again.</summary>
    Task Send(Announcements pack, CancellationToken cancellation);
}
