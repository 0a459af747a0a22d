using System.Diagnostics.CodeAnalysis;

namespace Exchange.Kernel.Problems;

/// <summary>A field that does not have the shape it must have.</summary>
/// <param name="Field">The name as the client wrote it: <c>amountMinor</c>.</param>
/// <param name="Rule">The rule that is broken: <c>positive</c>, <c>required</c>, <c>id</c>.</param>
/// <param name="Message">How to mend it.</param>
public sealed record FieldError(string Field, string Rule, string Message);

/// <summary>What the edge made of a request: a command, or everything that is wrong with its shape.</summary>
public sealed class Parsed<TCommand>
    where TCommand : class
{
    private Parsed(TCommand? command, IReadOnlyList<FieldError> errors) => (Command, Errors) = (command, errors);

    public TCommand? Command { get; }

    public IReadOnlyList<FieldError> Errors { get; }

    [MemberNotNullWhen(true, nameof(Command))]
    public bool IsValid => Command is not null;

    public static implicit operator Parsed<TCommand>(TCommand command) => new(command, []);

    public static implicit operator Parsed<TCommand>(FieldErrors errors) => new(null, errors.All);
}

/// <summary>Collects the field errors of a request.</summary>
public sealed class FieldErrors
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> All => _errors;

    public bool Any => _errors.Count > 0;

    public FieldErrors Require(bool condition, string field, string rule, string message)
    {
        if (!condition) _errors.Add(new(field, rule, message));
        return this;
    }
}
