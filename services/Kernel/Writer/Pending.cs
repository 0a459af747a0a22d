using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>A command that waits for its answer. Whoever answers it lends its thread to the caller, so the writer leaves that to <see cref="Answers"/>.</summary>
internal sealed class Pending(string stream, object command, Sender sender, string fingerprint, DateTimeOffset receivedAt) : TaskCompletionSource<Answer>
{
    public string Stream => stream;

    public object Command => command;

    public Sender Sender => sender;

    public string Fingerprint => fingerprint;

    /// <summary>The digest of actor and key. Made by whoever submits, because the writer is one for all.</summary>
    public UInt128 Digest { get; } = KeyMemory.DigestOf(sender.Actor, sender.Key);

    public DateTimeOffset ReceivedAt => receivedAt;
}
