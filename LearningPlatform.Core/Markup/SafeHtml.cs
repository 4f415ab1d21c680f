using Ganss.Xss;
using Markdig;

namespace LearningPlatform.Core.Markup;

/// <summary>Turns what people write into HTML that any page can show.</summary>
/// <remarks>
/// Markdig renders (HTML in the source included), HtmlSanitizer keeps what is on its list of harmless elements: no scripts, no handlers, no
/// styles, no forms, links over http, https and mailto only. What people write is stored as they wrote it.
/// </remarks>
public static class SafeHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseEmphasisExtras().UseAutoLinks().Build();

    private static readonly string[] Forms =
        ["form", "button", "input", "select", "option", "optgroup", "textarea", "fieldset", "legend", "label", "datalist", "keygen"];

    // Immutable once it is set up: safe on many threads.
    private static readonly HtmlSanitizer Sanitizer = CreateSanitizer();

    /// <summary>Markdown as HTML without anything that could run.</summary>
    public static string FromMarkdown(string markdown) => Sanitizer.Sanitize(Markdown.ToHtml(markdown, Pipeline));

    private static HtmlSanitizer CreateSanitizer()
    {
        var sanitizer = new HtmlSanitizer();
        sanitizer.AllowedSchemes.Add("mailto");
        // What could pose as the platform's own page: forms, and styles that cover it.
        sanitizer.AllowedTags.ExceptWith(Forms);
        sanitizer.AllowedAttributes.Remove("style");
        sanitizer.AllowedAttributes.Remove("name");
        sanitizer.AllowedAttributes.Remove("id");
        sanitizer.AllowedCssProperties.Clear();
        sanitizer.PostProcessNode += (_, node) =>
        {
            if (node.Node is AngleSharp.Html.Dom.IHtmlAnchorElement { Href.Length: > 0 } link)
            {
                link.SetAttribute("rel", "nofollow noopener noreferrer");
            }
        };
        return sanitizer;
    }
}
