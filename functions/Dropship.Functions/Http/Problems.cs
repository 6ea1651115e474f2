using System.Globalization;
using Dropship.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Http;

/// <summary>The answers of the API to calls that it cannot follow.</summary>
internal static class Problems
{
    /// <summary>All mistakes of an input in one answer.</summary>
    public static IActionResult Bad(IReadOnlyList<string> problems) =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status400BadRequest,
                Title = "The input has mistakes.",
                Detail = string.Join(' ', problems),
                Problems = problems,
            }
        );

    public static IActionResult NotFound(string detail) =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status404NotFound,
                Title = "It does not exist.",
                Detail = detail,
            }
        );

    /// <summary>No function is at an address.</summary>
    public static IActionResult Nowhere(string? path)
    {
        var shown = path is { Length: > 100 } ? $"{path[..100]}…" : path;
        return NotFound($"Nothing is at the address {shown}. Check its spelling.");
    }

    /// <summary>The address takes other methods.</summary>
    public static IActionResult OtherMethod(IReadOnlyList<string> methods) =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status405MethodNotAllowed,
                Title = "The address takes other methods.",
                Detail = $"It takes {string.Join(", ", methods)}.",
            }
        );

    /// <summary>It exists, and is not in a state for this.</summary>
    public static IActionResult Conflict(string detail) =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status409Conflict,
                Title = "It is not possible now.",
                Detail = detail,
            }
        );

    public static IActionResult TooLarge(int maximumBytes) =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status413PayloadTooLarge,
                Title = "The body is too large.",
                Detail = string.Create(CultureInfo.InvariantCulture, $"The body may have at most {maximumBytes} bytes."),
            }
        );

    public static IActionResult OtherMedia(string expected) =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status415UnsupportedMediaType,
                Title = "The body has another media type.",
                Detail = $"The body must be {expected}.",
            }
        );

    /// <summary>A store or 1688 refused, or could not be reached.</summary>
    /// <param name="problem">The other side's words.</param>
    /// <param name="consequence">The consequence here, as a sentence.</param>
    public static IActionResult Outside(CallProblem problem, string consequence)
    {
        return problem.Kind is ProblemKind.Unauthorized or ProblemKind.Rejected
            ? Answer(
                new ProblemBody
                {
                    Status = StatusCodes.Status422UnprocessableEntity,
                    Title = "The other side refuses it.",
                    Detail = $"{problem.Code}: {problem.Text.TrimEnd('.')}. {consequence}",
                    Code = problem.Code,
                }
            )
            : Unavailable(problem, consequence);
    }

    /// <summary>The other side is needed first, and does not answer as it should.</summary>
    /// <param name="problem">The other side's words.</param>
    /// <param name="consequence">The consequence here, as a sentence.</param>
    public static IActionResult Unavailable(CallProblem problem, string consequence) =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status424FailedDependency,
                Title = "The other side cannot be asked now.",
                Detail = $"{problem.Code}: {problem.Text.TrimEnd('.')}. {consequence}",
                Code = problem.Code,
            }
        );

    /// <summary>A delivery that names what cannot be looked up now.</summary>
    public static IActionResult SendAgain() =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status424FailedDependency,
                Title = "The platform cannot be asked now.",
                Detail = "The delivery names something that has to be looked up there; send it again later.",
            }
        );

    /// <summary>A delivery whose signature is missing or wrong.</summary>
    public static IActionResult NotSigned() =>
        Answer(
            new ProblemBody
            {
                Status = StatusCodes.Status401Unauthorized,
                Title = "The signature is missing or wrong.",
                Detail = "Only deliveries signed with the account's secret are accepted.",
            }
        );

    private static JsonResult Answer(ProblemBody body) =>
        new(body, Json.Options) { StatusCode = body.Status, ContentType = "application/problem+json" };
}
