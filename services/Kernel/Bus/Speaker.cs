namespace Exchange.Kernel.Bus;

/// <summary>A source of announcements in a process that is no journal. Whoever adds it sends its packs to the outlet.</summary>
/// <param name="Source">The service that speaks.</param>
public sealed record Speaker(string Source);
