using System.Text;
using System.Text.Json;
using Dropship.Connectors.Couriers;
using Dropship.Connectors.Tests.Support;

namespace Dropship.Connectors.Tests.Couriers;

/// <summary>The services' signatures by vectors that were made apart from this code.</summary>
public sealed class CourierSignatureTests
{
    [Theory]
    [InlineData(
        """{"com":"yuantong","num":"YT1234567890123","phone":"","resultv2":"4"}""",
        "EE322D78129682F2B9D1F90354556026",
        "KD_KEY",
        "KD_CUSTOMER"
    )]
    [InlineData("{}", "A30F53193A8734AE7C0AAADBD0928316", "k", "c")]
    public void Kuaidi100_signs_the_parameters_the_key_and_the_customer(string param, string sign, string key, string customer) =>
        Assert.Equal(sign, CourierSignatures.Kuaidi100(param, key, customer));

    [Theory]
    [InlineData(
        """{"event":"TRACKING_UPDATED","data":{"number":"RR123456789CN","carrier":3011,"tag":null}}""",
        "45acb4a6f4a194a6ac1f0f712182c4e314b1ae9399941ea086987408f3166994"
    )]
    public void Seventeen_track_signs_the_body_and_the_key(string body, string sign) =>
        Assert.Equal(sign, CourierSignatures.SeventeenTrack(Encoding.UTF8.GetBytes(body), "123456ABCDEF"));

    [Fact]
    public void AfterShip_signs_callbacks_and_calls()
    {
        var date = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(
            "SWPM0zM+0baCq9MVDRruA2pNxMwUID9seAgdfct1WPA=",
            CourierSignatures.AfterShipCallback("""{"event":"tracking_update"}"""u8, "aftership-wh-secret")
        );
        Assert.Equal(
            "74/YpDZwKirtBbIKVqrDHP4cN6OMn27zczr6jPx+nd4=",
            CourierSignatures.AfterShipCall(
                "aftership-demo-secret",
                "POST",
                "/tracking/2025-01/trackings",
                date,
                "demo-key",
                """{"tracking":{"slug":"yunexpress","tracking_number":"YT2229521272164446"}}"""
            )
        );
        Assert.Equal(
            "Zuocs1V5XFbz9ntrFrBix/Bc3ofXJFsxjWW37qHNTWc=",
            CourierSignatures.AfterShipCall(
                "aftership-demo-secret",
                "GET",
                "/tracking/2025-01/trackings?limit=5&tracking_numbers=RB123456785GB",
                date,
                "demo-key",
                string.Empty
            )
        );
    }

    [Fact]
    public void The_shared_vectors_hold()
    {
        foreach (var file in SharedSamples.Find("couriers", "vectors.json"))
        {
            using var vectors = JsonDocument.Parse(File.ReadAllText(file));
            var push = vectors.RootElement.GetProperty("kuaidi100_push");
            Assert.Equal(
                push.GetProperty("sign").GetString(),
                CourierSignatures.Kuaidi100(push.GetProperty("param").GetString()!, push.GetProperty("salt").GetString()!)
            );
            var stored = vectors.RootElement.GetProperty("track17_webhook")[1];
            var body = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(file)!, stored.GetProperty("body_file").GetString()!));
            Assert.Equal(
                stored.GetProperty("sign").GetString(),
                CourierSignatures.SeventeenTrack(body, stored.GetProperty("key").GetString()!)
            );
        }
    }
}
