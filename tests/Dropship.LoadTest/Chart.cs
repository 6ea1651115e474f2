using System.Globalization;
using System.Text;

namespace Dropship.LoadTest;

/// <summary>Draws how many orders were confirmed over the time of the run, beside how many were offered.</summary>
internal static class Chart
{
    private const int Width = 820;
    private const int Height = 360;
    private const int Left = 70;
    private const int Bottom = 300;
    private const int Top = 40;
    private const int Right = 790;

    public static string Draw(LoadFigures measured, double minutes)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(measured.SecondAt[^1].TotalSeconds));
        var most = Math.Max(1, measured.Orders);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"system-ui,sans-serif\" font-size=\"13\">\n"
        );
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left}\" y=\"24\" font-size=\"15\" font-weight=\"600\">Orders confirmed by the store: {measured.PerMinute:0} a minute sustained</text>\n"
        );
        for (var step = 0; step <= 4; step++)
        {
            var orders = most * step / 4;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{Left}\" x2=\"{Right}\" y1=\"{Y(orders):0.#}\" y2=\"{Y(orders):0.#}\" stroke=\"#ddd\"/><text x=\"{Left - 8}\" y=\"{Y(orders) + 4:0.#}\" text-anchor=\"end\">{orders}</text>\n"
            );
            var second = seconds * step / 4;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{X(second):0.#}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{second} s</text>\n"
            );
        }

        var offered = minutes * 60;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<polyline fill=\"none\" stroke=\"#9aa4b2\" stroke-width=\"2\" stroke-dasharray=\"6 4\" points=\"{X(0):0.#},{Y(0):0.#} {X(Math.Min(offered, seconds)):0.#},{Y(most):0.#} {X(seconds):0.#},{Y(most):0.#}\"/>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<polyline fill=\"none\" stroke=\"#0a7d4f\" stroke-width=\"2.5\" points=\"{string.Join(' ', measured.ConfirmedBySecond.Zip(measured.SecondAt, (count, at) => string.Create(CultureInfo.InvariantCulture, $"{X(at.TotalSeconds):0.#},{Y(count):0.#}")))}\"/>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left}\" y=\"{Height - 12}\" fill=\"#556\">dashed: ordered in the store · solid: confirmed by the store</text>\n</svg>\n"
        );
        return svg.ToString();

        double X(double second) => Left + ((Right - Left) * second / seconds);
        double Y(double orders) => Bottom - ((Bottom - Top) * orders / most);
    }
}
