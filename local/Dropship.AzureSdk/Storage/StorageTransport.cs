using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Dropship.AzureSdk.Storage;

/// <summary>One storage service of one account: requests to it, sent through one pipeline that signs each try.</summary>
internal abstract class StorageTransport
{
    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    protected StorageTransport(Uri endpoint, StorageCredential credential, ClientOptions options, string version, StorageRequestPolicy signing, ResponseClassifier classifier)
    {
        Endpoint = endpoint.AbsoluteUri.TrimEnd('/');
        AccountName = StorageConnectionString.AccountOf(endpoint);
        _version = version;
        var build = new HttpPipelineOptions(options)
        {
            ResponseClassifier = classifier,
            RequestFailedDetailsParser = new StorageErrorParser(),
        };
        foreach (var policy in credential.Policies)
        {
            build.PerRetryPolicies.Add(policy);
        }

        build.PerRetryPolicies.Add(signing);
        _pipeline = HttpPipelineBuilder.Build(build);
    }

    /// <summary>The account's address without a slash at its end.</summary>
    public string Endpoint { get; }

    public string AccountName { get; }

    /// <summary>Sends and gives the answer when it is a success or the one other status that the caller understands.</summary>
    /// <exception cref="RequestFailedException">Any other answer, or none.</exception>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken, int alsoAccepted = 0)
    {
        using (message)
        {
            await _pipeline.SendAsync(message, cancellationToken);
            var response = message.Response;
            return response.Status is >= 200 and < 300 || response.Status == alsoAccepted ? response : throw new RequestFailedException(response);
        }
    }

    /// <summary>A request below the account's address, in the service's version.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="pathAndQuery">Encoded as it is to be sent, from its slash on.</param>
    protected HttpMessage Create(RequestMethod method, string pathAndQuery)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Endpoint + pathAndQuery));
        message.Request.Headers.SetValue("x-ms-version", _version);
        return message;
    }
}
