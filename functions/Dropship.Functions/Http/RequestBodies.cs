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

    /// <summary>The form in the body; null when the body is longer than allowed. Nothing of it is parsed before that is known.</summary>
    public static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, int maximumBytes, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, maximumBytes, cancellationToken) is not { } body)
        {
            return null;
        }

        request.Body = new MemoryStream(body.ToArray(), writable: false);
        return await request.ReadFormAsync(cancellationToken);
    }

    public static IActionResult Answer(WebhookAnswer answer) => answer switch
    {
        WebhookAnswer.Taken => new OkResult(),
        WebhookAnswer.Refused => new UnauthorizedResult(),
        WebhookAnswer.Unreadable => new BadRequestResult(),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, null),
    };
}
