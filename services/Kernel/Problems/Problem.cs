using Exchange.Kernel.Deciders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Exchange.Kernel.Problems;

/// <summary>RFC 9457 problems with a stable <c>code</c>.</summary>
public static class Problem
{
    /// <summary>Where a person reads what a code means.</summary>
    public const string Documentation = "https://docs.materials.exchange/problems#";

    /// <summary>A rule's no.</summary>
    public static IResult Of(Refusal refusal)
    {
        var status = refusal.Kind switch
        {
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.Unacceptable => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status409Conflict,
        };
        return Of(status, refusal.Code, refusal.Detail, refusal.Facts);
    }

    /// <summary>A request whose shape is wrong: every field error at once, code <c>request.invalid</c>.</summary>
    public static IResult Of(IReadOnlyList<FieldError> errors) =>
        Of(StatusCodes.Status400BadRequest, "request.invalid", "Some fields do not have the shape they must have.", new Dictionary<string, object> { ["errors"] = errors });

    /// <summary>Says in the interface's description with which statuses an address may answer a problem.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder route, params IEnumerable<int> statuses) =>
        statuses.Aggregate(route, (builder, status) => builder.ProducesProblem(status));

    /// <summary>A problem by its status, code and detail.</summary>
    public static IResult Of(int status, string code, string detail, IReadOnlyDictionary<string, object>? facts = null)
    {
        var problem = new ProblemDetails { Status = status, Title = code, Detail = detail, Type = Documentation + code };
        problem.Extensions["code"] = code;
        foreach (var (name, value) in facts ?? new Dictionary<string, object>()) problem.Extensions[name] = value;
        return TypedResults.Problem(problem);
    }
}
