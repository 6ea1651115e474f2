using Dropship.Core.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dropship.Functions.Http;

/// <summary>Request bodies up to a limit, and the answers to deliveries.</summary>
internal static class RequestBodies
{
    /// <summary>The raw body; null when it is longer than allowed.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maximumBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maximumBytes)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > maximumBytes)
            {
                return null;
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }

        return buffer.ToArray();
    }

    /// <summary>The form in the body, or the answer to a body that is none. Nothing of it is parsed before its size is known.</summary>
    public static async Task<(IFormCollection? Form, IActionResult? Refusal)> ReadFormAsync(
        HttpRequest request,
        int maximumBytes,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasFormContentType)
        {
            return (null, Problems.OtherMedia("a form, application/x-www-form-urlencoded"));
        }

        if (await ReadAsync(request, maximumBytes, cancellationToken) is not { } body)
        {
            return (null, Problems.TooLarge(maximumBytes));
        }

        request.Body = new MemoryStream(body.ToArray(), writable: false);
        try
        {
            return (await request.ReadFormAsync(cancellationToken), null);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return (null, Problems.Bad(["body: cannot be read as a form."]));
        }
    }

    public static IActionResult Answer(WebhookAnswer answer) =>
        answer switch
        {
            WebhookAnswer.Taken => new OkResult(),
            WebhookAnswer.Refused => Problems.NotSigned(),
            WebhookAnswer.Unreadable => Problems.Bad(["body: cannot be read as a delivery of this platform."]),
            WebhookAnswer.TryAgain => Problems.SendAgain(),
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, null),
        };
}
