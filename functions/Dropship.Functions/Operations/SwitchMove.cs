using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Operations;

/// <summary>The stop switch as a caller of the API moves and sees it.</summary>
internal static class SwitchMove
{
    /// <summary>Moves it in a person's name, for a reason.</summary>
    public static Task<IActionResult> TakeAsync(
        HttpRequest request,
        Func<string, string, CancellationToken, Task<StopState>> move,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<PersonInput>(
            request,
            input => input.CheckWithReason("stands in the switch's history and in the mail"),
            async input => Json.Ok(new { state = Shown(await move(input.Who, input.Why, cancellationToken)) }),
            cancellationToken
        );

    public static object Shown(StopState state) =>
        new
        {
            state.IsStopped,
            state.By,
            state.Why,
            state.Since,
        };
}
