using Dropship.AzureSdk.Storage;

namespace Dropship.AzureSdk.Tests.Storage;

public sealed class StorageConnectionStringTests
{
    private const string Key = "a2V5";

    [Fact]
    public void Development_storage_is_the_emulator_on_its_usual_ports()
    {
        var account = StorageConnectionString.Parse("UseDevelopmentStorage=true");

        Assert.Equal("devstoreaccount1", account.AccountName);
        Assert.Equal("http://127.0.0.1:10001/devstoreaccount1", account.QueueEndpoint.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:10002/devstoreaccount1", account.TableEndpoint.AbsoluteUri);
    }

    [Fact]
    public void An_account_without_endpoints_is_found_in_Azure()
    {
        var account = StorageConnectionString.Parse($"DefaultEndpointsProtocol=https;AccountName=acct1;AccountKey={Key};EndpointSuffix=core.chinacloudapi.cn");

        Assert.Equal("https://acct1.queue.core.chinacloudapi.cn/", account.QueueEndpoint.AbsoluteUri);
        Assert.Equal("https://acct1.table.core.chinacloudapi.cn/", account.TableEndpoint.AbsoluteUri);
    }

    [Fact]
    public void Endpoints_that_are_named_win_and_a_key_may_hold_equals_signs()
    {
        var account = StorageConnectionString.Parse("AccountName=a;AccountKey=Zm9vYg==;TableEndpoint=http://127.0.0.1:7/a/;QueueEndpoint=http://127.0.0.1:8/a");

        Assert.Equal("Zm9vYg==", account.AccountKey);
        Assert.Equal("http://127.0.0.1:7/a", account.TableEndpoint.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AccountName=a")]
    [InlineData("AccountName=a;AccountKey=not base 64!")]
    [InlineData("AccountName=a;AccountKey=Zm9vYg==;TableEndpoint=nowhere")]
    [InlineData("UseDevelopmentStorage=false")]
    [InlineData("just words")]
    public void What_cannot_be_read_is_refused_without_repeating_it(string text)
    {
        var exception = Assert.Throws<FormatException>(() => StorageConnectionString.Parse(text));

        Assert.DoesNotContain("Zm9v", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_is_not_shown() =>
        Assert.DoesNotContain(Key, StorageConnectionString.Parse($"AccountName=a;AccountKey={Key}").ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("http://localhost:10002/devstoreaccount1/", "devstoreaccount1")]
    [InlineData("https://acct1.table.core.windows.net", "acct1")]
    public void The_account_is_known_from_its_address(string uri, string account) =>
        Assert.Equal(account, StorageConnectionString.AccountOf(new Uri(uri)));
}
