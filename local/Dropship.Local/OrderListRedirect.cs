using System.Globalization;
using System.Net;
using Dropship.Tooling;

namespace Dropship.Local;

/// <summary>Short addresses of the order list. Each visit redirects to a new signed link, which is wider than most terminals.</summary>
internal sealed class OrderListRedirect : IAsyncDisposable
{
    private const string English = "/orders";
    private const string Chinese = "/orders/zh-CN";

    private readonly HttpListener _listener = new();
    private readonly AppClient _app;
    private readonly Uri _address;
    private Task _serving = Task.CompletedTask;

    public OrderListRedirect(int port, AppClient app)
    {
        _app = app;
        _address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
    }

    public Uri InEnglish => new(_address, English);

    public Uri InChinese => new(_address, Chinese);

    public void Start()
    {
        _listener.Prefixes.Add(_address.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!_listener.IsListening)
                {
                    return;
                }
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        if (context.Request.Url?.AbsolutePath is not (English or Chinese))
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        try
        {
            var links = await _app.OrderListsAsync(CancellationToken.None);
            response.Headers["Cache-Control"] = "no-store";
            response.Redirect(links[context.Request.Url.AbsolutePath == Chinese ? 1 : 0].AbsoluteUri);
        }
        catch (ToolException)
        {
            response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            response.ContentType = "text/plain; charset=utf-8";
            var text = "The function app does not answer yet. Try again in some seconds."u8.ToArray();
            await response.OutputStream.WriteAsync(text, CancellationToken.None);
        }
    }
}
