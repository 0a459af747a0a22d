using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>A question about a lot.</summary>
/// <param name="Number">From 1.</param>
/// <param name="By">The enterprise that asks; others see "Asker n".</param>
/// <param name="Asker">The number of the asker, in the order of first questions.</param>
/// <param name="Text">What it asks.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="Answer">What the consignor answers; null while it has not.</param>
/// <param name="AnsweredAt">When it did.</param>
/// <param name="Hidden">Why the organizer hides it; null where it is shown.</param>
public sealed record LotQuestion(long Number, string By, long Asker, string Text, long At, string? Answer = null, long? AnsweredAt = null, string? Hidden = null);

/// <summary>Questions about a lot and their answers, which all see: stream <c>questions/{lot}</c>. Whether the lot is shown, and whose it is, the lot itself says, in the same decision.</summary>
/// <param name="All">The questions in their order.</param>
public sealed record LotQuestions(ImmutableList<LotQuestion> All) : IDecider<LotQuestions, QuestionCommand, QuestionEvent>
{
    /// <summary>The most questions of a lot, and of one asker, and the most characters of a question or an answer.</summary>
    public const int Most = 200, MostOfAsker = 10, LongestText = 1_000;

    public static LotQuestions Initial { get; } = new([]);

    /// <summary>The stream of the questions about a lot.</summary>
    public static string Stream(string lot) => "questions/" + lot;

    public static Decision<QuestionEvent> Decide(LotQuestions questions, QuestionCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return command switch
        {
            { Text: var text } when !LotDescription.IsText(text, LongestText) => QuestionRefusals.TextUnclear,

            AskQuestion { By: "" } => QuestionRefusals.NoEnterprise,
            AskQuestion ask when questions.All.Count >= Most || questions.All.Count(known => known.By == ask.By) >= MostOfAsker => QuestionRefusals.TooMany,
            AskQuestion ask => ((Decision<QuestionEvent>)new QuestionAsked(questions.All.Count + 1, ask.By, questions.NumberOf(ask.By), ask.Text, at))
                .And(Lot.Stream(ask.Lot), new ConfirmShown(ask.By)),

            QuestionStep step when questions.Of(step.Number) is not { } question => QuestionRefusals.Unknown,
            AnswerQuestion { Number: var number } when questions.Of(number) is { Answer: not null } or { Hidden: not null } => QuestionRefusals.Answered,
            AnswerQuestion answer => ((Decision<QuestionEvent>)new QuestionAnswered(answer.Number, answer.Text, at)).And(Lot.Stream(answer.Lot), new ConfirmConsignor(answer.By)),
            HideQuestion { Number: var number } when questions.Of(number) is { Hidden: not null } => Decision<QuestionEvent>.Nothing,
            HideQuestion hide => ((Decision<QuestionEvent>)new QuestionHidden(hide.Number, hide.Text, at)).And(Lot.Stream(hide.Lot), new ConfirmLotsOrganizer(hide.By, hide.AsOperator)),

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static LotQuestions Evolve(LotQuestions questions, QuestionEvent @event) => @event switch
    {
        QuestionAsked asked when asked.Number == questions.All.Count + 1 => new(questions.All.Add(new(asked.Number, asked.By, asked.Asker, asked.Text, asked.At))),
        QuestionAnswered answered when questions.Of(answered.Number) is { Answer: null } question => questions.With(question with { Answer = answered.Text, AnsweredAt = answered.At }),
        QuestionHidden hidden when questions.Of(hidden.Number) is { Hidden: null } question => questions.With(question with { Hidden = hidden.Reason }),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow {questions.All.Count} questions."),
    };

    private LotQuestion? Of(long number) => number >= 1 && number <= All.Count ? All[(int)number - 1] : null;

    private LotQuestions With(LotQuestion question) => new(All.SetItem((int)question.Number - 1, question));

    private long NumberOf(string asker) => All.Find(question => question.By == asker)?.Asker ?? All.Select(question => question.Asker).DefaultIfEmpty().Max() + 1;
}

/// <summary>What may be asked of the questions about a lot.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="Text">What is said.</param>
public abstract record QuestionCommand(string Lot, string By, string Text);

/// <summary>Asks something about the lot.</summary>
public sealed record AskQuestion(string Lot, string By, string Text) : QuestionCommand(Lot, By, Text);

/// <summary>What is done with one question.</summary>
public abstract record QuestionStep(string Lot, string By, string Text, long Number) : QuestionCommand(Lot, By, Text);

/// <summary>Answers it, as the consignor.</summary>
public sealed record AnswerQuestion(string Lot, string By, string Text, long Number) : QuestionStep(Lot, By, Text, Number);

/// <summary>Hides it with its answer, as the organizer; the text is the reason.</summary>
public sealed record HideQuestion(string Lot, string By, bool AsOperator, string Text, long Number) : QuestionStep(Lot, By, Text, Number);

/// <summary>What has happened to the questions about a lot.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(QuestionAsked), "question-asked.v1")]
[JsonDerivedType(typeof(QuestionAnswered), "question-answered.v1")]
[JsonDerivedType(typeof(QuestionHidden), "question-hidden.v1")]
public abstract record QuestionEvent;

/// <param name="Number">Its number, from 1.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="Asker">The number of the asker.</param>
/// <param name="Text">What it asks.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record QuestionAsked(long Number, string By, long Asker, string Text, long At) : QuestionEvent;

public sealed record QuestionAnswered(long Number, string Text, long At) : QuestionEvent;

public sealed record QuestionHidden(long Number, string Reason, long At) : QuestionEvent;
