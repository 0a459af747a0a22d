namespace Exchange.Kernel.Problems;

/// <summary>Something that the exchange depends on does not answer now. A fault: the caller waits and tries again.</summary>
public sealed class UnavailableException(string message, Exception? inner = null) : Exception(message, inner);
