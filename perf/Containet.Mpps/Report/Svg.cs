using System.Globalization;
using System.Security;
using System.Text;

namespace Containet.Mpps.Report;

/// <summary>A drawing being put together: the few shapes that the plots need, in SVG 1.1. Lengths in pixels, y downwards.</summary>
internal sealed class Svg(double width, double height)
{
    private readonly StringBuilder _body = new();

    /// <summary>Adds a filled rectangle.</summary>
    public void Rectangle(double x, double y, double w, double h, string color) =>
        Add($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{w:0.#}\" height=\"{h:0.#}\" fill=\"{color}\"/>");

    /// <summary>Adds a line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string color, double thickness = 1) =>
        Add($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{color}\" stroke-width=\"{thickness:0.#}\"/>");

    /// <summary>Adds a line through points.</summary>
    public void Polyline(IEnumerable<(double X, double Y)> points, string color)
    {
        string path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")));
        Add($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>");
    }

    /// <summary>Adds a dot.</summary>
    public void Dot(double x, double y, string color) => Add($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3\" fill=\"{color}\"/>");

    /// <summary>Adds text.</summary>
    /// <param name="x">Where it is anchored.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="size">In pixels.</param>
    /// <param name="color">The color.</param>
    public void Text(double x, double y, string text, string anchor = "start", double size = 12, string color = "#222") =>
        Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size:0.#}\" fill=\"{color}\">{SecurityElement.Escape(text)}</text>");

    /// <summary>The document.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{_body}</svg>\n");

    private void Add(FormattableString shape) => _body.AppendLine(shape.ToString(CultureInfo.InvariantCulture));
}
