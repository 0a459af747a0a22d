namespace Exchange.Contracts.Identity.V1;

/// <summary>What an enterprise is called, since a time. Of several the one holds that was the last before the time that is asked about, in whatever order the messages come.</summary>
/// <param name="Enterprise">The enterprise's id.</param>
/// <param name="Name">As it was registered.</param>
/// <param name="At">Since when, in Unix milliseconds.</param>
public sealed record EnterpriseNamed(string Enterprise, string Name, long At);
