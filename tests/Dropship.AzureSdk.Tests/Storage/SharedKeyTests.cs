using System.Globalization;
using Dropship.AzureSdk.Storage;

namespace Dropship.AzureSdk.Tests.Storage;

public sealed class SharedKeyTests
{
    private const string Date = "Sat, 03 Jan 2026 04:05:06 GMT";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly SharedKey s_development = new("devstoreaccount1", DevelopmentKey);
    private static readonly SharedKey s_azure = new("acct1", Convert.ToBase64String([.. Enumerable.Range(0, 64).Select(i => (byte)i)]));

    [Theory]
    [InlineData("http://127.0.0.1:10002/devstoreaccount1/orders(PartitionKey='p1',RowKey='r%201')", "cc0i5Y1QgBcGUIn3UrH00zI2bssYzhbKH7uz3cRsn40=")]
    [InlineData("http://127.0.0.1:10002/devstoreaccount1/?restype=service&comp=properties", "UNrxMJLNfIXRu0ptaDF5vDb/Yn3+Lh/xnjVfYgSPhX8=")]
    public void Table_requests_sign_as_the_service_expects_under_shared_key_lite(string uri, string signature) =>
        Assert.Equal(signature, s_development.Sign(s_development.TableStringToSignLite(Date, new Uri(uri))));

    [Fact]
    public void Table_requests_sign_as_the_service_expects_under_shared_key() =>
        Assert.Equal(
            "Kv8Cpd9zmATQlgXh5UHFBEPCY8yiU99egK69wacTyeg=",
            s_development.Sign(s_development.TableStringToSign("POST", null, "application/json", Date, new Uri("http://127.0.0.1:10002/devstoreaccount1/orders"))));

    [Fact]
    public void Table_requests_to_an_account_in_the_host_name_name_it_once() =>
        Assert.Equal(
            "yprPeElokogg6ZXeiTPxNBQ2LxpymlZUs2BTwFFfBMY=",
            s_azure.Sign(s_azure.TableStringToSignLite(Date, new Uri("https://acct1.table.core.windows.net/orders(PartitionKey='p1',RowKey='r1')"))));

    [Fact]
    public void A_queue_message_is_signed_with_its_length_type_and_query()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Length"] = "64", ["Content-Type"] = "application/xml" };
        var uri = new Uri("http://127.0.0.1:10001/devstoreaccount1/work/messages?visibilitytimeout=0&messagettl=-1");

        var toSign = s_development.QueueStringToSign("POST", headers.GetValueOrDefault, StorageHeaders(), uri);

        Assert.Equal("Z34/XwMX9M+iRV8v2yJV/4wnO7Aanp0KSknopc38e/M=", s_development.Sign(toSign));
    }

    [Fact]
    public void A_queue_read_is_signed_without_a_body() =>
        Assert.Equal(
            "mdoQ+0qt8yiJfNxV6VJAguue0DsLyfHKNXTCYTDdWMw=",
            s_development.Sign(s_development.QueueStringToSign(
                "GET", _ => null, StorageHeaders(), new Uri("http://127.0.0.1:10001/devstoreaccount1/work/messages?numofmessages=32&visibilitytimeout=30"))));

    [Fact]
    public void A_pop_receipt_is_signed_decoded() =>
        Assert.Equal(
            "mPybEht/ULjccNUWymTmk2nXPgssyxLo+33vjobpP68=",
            s_azure.Sign(s_azure.QueueStringToSign(
                "DELETE",
                _ => null,
                StorageHeaders(),
                new Uri("https://acct1.queue.core.windows.net/work/messages/11111111-2222-3333-4444-555555555555?popreceipt=AgAAAAMAAAAAAAAA%2B%2F%3D%3D"))));

    private static IEnumerable<KeyValuePair<string, string>> StorageHeaders() =>
    [
        new("x-ms-version", "2025-05-05"),
        new("x-ms-date", DateTimeOffset.Parse(Date, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)),
    ];
}
