namespace Exchange.Kernel.Problems;

/// <summary>The body of a request that has nothing to say: <c>{}</c>, or none. A field in it is refused like any that is not known.</summary>
public sealed record NoFields;
