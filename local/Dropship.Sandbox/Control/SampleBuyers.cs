using Dropship.Sandbox.Shopify;

namespace Dropship.Sandbox.Control;

/// <summary>Invented buyers, by country.</summary>
internal static class SampleBuyers
{
    private static readonly Dictionary<string, (string Currency, StoreAddress[] People)> s_byCountry = new(StringComparer.Ordinal)
    {
        ["US"] = (
            "USD",
            [
                new()
                {
                    FirstName = "Emma",
                    LastName = "Carter",
                    Address1 = "742 Maple Avenue",
                    Address2 = "Apt 5B",
                    City = "Portland",
                    Province = "Oregon",
                    ProvinceCode = "OR",
                    Zip = "97205",
                    Country = "United States",
                    CountryCode = "US",
                    Phone = "+15035550142",
                },
                new()
                {
                    FirstName = "Noah",
                    LastName = "Bennett",
                    Address1 = "1180 Lakeshore Drive",
                    City = "Austin",
                    Province = "Texas",
                    ProvinceCode = "TX",
                    Zip = "78701",
                    Country = "United States",
                    CountryCode = "US",
                    Phone = "+15125550117",
                },
            ]
        ),
        ["GB"] = (
            "GBP",
            [
                new()
                {
                    FirstName = "Oliver",
                    LastName = "Hughes",
                    Address1 = "14 Wellington Road",
                    City = "Leeds",
                    Province = "England",
                    ProvinceCode = "ENG",
                    Zip = "LS1 4DY",
                    Country = "United Kingdom",
                    CountryCode = "GB",
                    Phone = "+447700900143",
                },
            ]
        ),
        ["DE"] = (
            "EUR",
            [
                new()
                {
                    FirstName = "Jürgen",
                    LastName = "Groß",
                    Address1 = "Königstraße 27",
                    City = "München",
                    Zip = "80331",
                    Country = "Germany",
                    CountryCode = "DE",
                    Phone = "+4915155500143",
                },
            ]
        ),
        ["FR"] = (
            "EUR",
            [
                new()
                {
                    FirstName = "Zoé",
                    LastName = "Lefèvre",
                    Address1 = "8 rue de l'Église",
                    City = "Lyon",
                    Zip = "69002",
                    Country = "France",
                    CountryCode = "FR",
                    Phone = "+33655501437",
                },
            ]
        ),
        ["CA"] = (
            "CAD",
            [
                new()
                {
                    FirstName = "Ada",
                    LastName = "Tremblay",
                    Address1 = "500 King St W",
                    City = "Toronto",
                    Province = "Ontario",
                    ProvinceCode = "ON",
                    Zip = "M5V 1L9",
                    Country = "Canada",
                    CountryCode = "CA",
                    Phone = "+14165550143",
                },
            ]
        ),
        ["AU"] = (
            "AUD",
            [
                new()
                {
                    FirstName = "Mia",
                    LastName = "Walker",
                    Address1 = "22 Harbour Street",
                    City = "Sydney",
                    Province = "New South Wales",
                    ProvinceCode = "NSW",
                    Zip = "2000",
                    Country = "Australia",
                    CountryCode = "AU",
                    Phone = "+61491570156",
                },
            ]
        ),
        ["CN"] = (
            "CNY",
            [
                new()
                {
                    FirstName = "伟",
                    LastName = "李",
                    Address1 = "文三路398号东信大厦12楼",
                    Address2 = "西湖区",
                    City = "杭州市",
                    Province = "浙江省",
                    ProvinceCode = "ZJ",
                    Zip = "310012",
                    Country = "China",
                    CountryCode = "CN",
                    Phone = "+8613800000101",
                },
                new()
                {
                    FirstName = "静",
                    LastName = "王",
                    Address1 = "天河路208号",
                    Address2 = "天河区",
                    City = "广州市",
                    Province = "广东省",
                    ProvinceCode = "GD",
                    Zip = "510620",
                    Country = "China",
                    CountryCode = "CN",
                    Phone = "+8613800000102",
                },
            ]
        ),
    };

    public static IReadOnlyCollection<string> Countries => s_byCountry.Keys;

    /// <summary>A buyer of a country and the currency that the order is in.</summary>
    public static (string Currency, StoreAddress Address) Of(string country, long number)
    {
        var (currency, people) = s_byCountry[country];
        return (currency, people[number % people.Length]);
    }
}
