using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dropship.Sandbox.World;

/// <summary>Shows the fault that an operation is to show: some before the work is done, the others on the reply.</summary>
internal sealed class FaultGuard(SandboxWorld world, string target, string operation)
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Fault? _fault;

    /// <summary>The kind of fault that was shown; null when the call went its ordinary way.</summary>
    public string? Shown => _fault?.Kind;

    public bool FalseFailure => _fault?.Kind == Fault.FalseFailure;

    /// <returns>Whether the call ends here, with no work done.</returns>
    public async Task<bool> BeforeAsync(HttpContext context)
    {
        _fault = world.Change(step => step.TakeFault(target, operation, f => f.Kind != Fault.Twice));
        switch (_fault?.Kind)
        {
            case Fault.DropBeforeWork:
                context.Abort();
                return true;
            case Fault.Http429:
                context.Response.Headers.RetryAfter = "1";
                await TextAsync(context, 429, "text/plain", "Too Many Requests");
                return true;
            case Fault.Http500:
                await TextAsync(context, 500, "text/html", "<html><body>Internal Server Error</body></html>");
                return true;
            case Fault.Http503:
                await TextAsync(context, 503, "text/html", "<html><body>Service Unavailable</body></html>");
                return true;
            case { } kind when StandIns.Find(target)?.Reply(kind) is { } reply:
                await JsonAsync(context, reply.Status, reply.Body);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Answers a call whose work is done, or shows the fault in place of the answer.</summary>
    /// <param name="context">The call.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer.</param>
    /// <param name="pdf">What is sent in the place of the answer; null to send that.</param>
    public async Task AnswerAsync(HttpContext context, int status, JsonNode body, byte[]? pdf = null)
    {
        switch (_fault?.Kind)
        {
            case Fault.DropReplyAfterWork:
                context.Abort();
                break;
            case Fault.Delay:
                await Task.Delay(TimeSpan.FromMilliseconds(_fault.DelayMs), world.Time, context.RequestAborted);
                await SendAsync();
                break;
            case Fault.Http500AfterWork:
                await TextAsync(context, 500, "text/html", "<html><body>Internal Server Error</body></html>");
                break;
            case Fault.Garbage:
                await TextAsync(
                    context,
                    200,
                    "text/html",
                    "<!doctype html><html><head><title>System busy</title></head><body>\u7cfb\u7edf\u7e41\u5fd9</body></html>"
                );
                break;
            case Fault.BrokenText:
                await BytesAsync(context, status, "application/json", Break(body.ToJsonString(s_json)));
                break;
            case Fault.ChangedShape:
                await JsonAsync(
                    context,
                    status == StatusCodes.Status204NoContent ? StatusCodes.Status200OK : status,
                    new JsonObject
                    {
                        ["payload"] = new JsonObject { ["version"] = 2, ["content"] = body.DeepClone() },
                    }
                );
                break;
            default:
                await SendAsync();
                break;
        }

        async Task SendAsync()
        {
            if (pdf is null)
            {
                await JsonAsync(context, status, body);
                return;
            }

            context.Response.ContentType = "application/pdf";
            await context.Response.Body.WriteAsync(pdf, context.RequestAborted);
        }
    }

    // A byte order mark, half a character in UTF-8, half a pair as an escape, and a zero.
    private static byte[] Break(string json)
    {
        var parts = json.Split(Fault.BrokenWord);
        var bytes = new List<byte>([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(parts[0])]);
        foreach (var part in parts.Skip(1))
        {
            bytes.AddRange([0xE6, 0xB5, .. "\\ud83d\\u0000"u8, .. Encoding.UTF8.GetBytes(part)]);
        }

        return [.. bytes];
    }

    private static Task JsonAsync(HttpContext context, int status, JsonNode body) =>
        TextAsync(context, status, "application/json", body.ToJsonString(s_json));

    private static Task TextAsync(HttpContext context, int status, string type, string body) =>
        BytesAsync(context, status, type, Encoding.UTF8.GetBytes(body));

    private static async Task BytesAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status204NoContent)
        {
            return;
        }

        context.Response.ContentType = type + "; charset=utf-8";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
