using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>A command that waits for its answer.</summary>
internal sealed class Pending(string stream, object command, Sender sender, string fingerprint, DateTimeOffset receivedAt)
    : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Stream => stream;

    public object Command => command;

    public Sender Sender => sender;

    public string Fingerprint => fingerprint;

    public DateTimeOffset ReceivedAt => receivedAt;
}
