using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>Why a question about a lot, or an answer, is not taken.</summary>
public static class QuestionRefusals
{
    public static readonly Refusal Unknown = new("question.unknown", "The lot has no question of this number.", RefusalKind.NotFound);
    public static readonly Refusal NoEnterprise = new("question.no-enterprise", "The token names no enterprise, so there is nobody who asks.", RefusalKind.Forbidden);
    public static readonly Refusal TooMany = new("question.too-many", "A lot takes at most 200 questions, and 10 of one enterprise.");
    public static readonly Refusal Answered = new("question.answered", "The question is answered or hidden. What an answer says stands; amend the description of the lot.");

    public static readonly Refusal TextUnclear = new(
        "question.text-unclear", "A question, an answer or a reason has 1 to 1,000 characters without control characters other than line ends.", RefusalKind.Unacceptable);
}
