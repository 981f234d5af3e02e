package dev.marina.console.learn;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasComponents;
import com.vaadin.flow.component.Text;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.AnchorTarget;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.H5;
import com.vaadin.flow.component.html.Hr;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.Set;
import java.util.function.Function;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/// A lab's text (CommonMark) as components. It is somebody else's: each part becomes a component of ours or plain text, never HTML, and it is
/// bounded in length and depth.
final class LabText extends Div {

    private static final Parser PARSER = Parser.builder().maxOpenBlockParsers(40).build();
    private static final int MOST_CHARACTERS = 100_000;
    private static final int DEEPEST = 30;
    /// Fenced blocks that are commands.
    private static final Set<String> COMMANDS = Set.of("sh", "bash", "shell", "console");

    private final Function<String, Component> command;

    /// @param command shows a command that can be run
    LabText(String markdown, Function<String, Component> command) {
        this.command = command;
        addClassName("lab-text");
        String bounded = markdown.length() > MOST_CHARACTERS ? markdown.substring(0, MOST_CHARACTERS) + "…" : markdown;
        children(PARSER.parse(bounded), this, 0);
    }

    private void children(Node node, HasComponents into, int depth) {
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            add(child, into, depth + 1);
        }
    }

    private void add(Node node, HasComponents into, int depth) {
        if (depth > DEEPEST) {
            into.add(new Text("…"));
            return;
        }
        switch (node) {
            case org.commonmark.node.Text text -> into.add(new Text(text.getLiteral()));
            case SoftLineBreak _ -> into.add(new Text(" "));
            case HardLineBreak _ -> into.add(new Text("\n"));
            case org.commonmark.node.Code code -> into.add(new Code(code.getLiteral()));
            case HtmlInline html -> into.add(new Text(html.getLiteral()));
            case HtmlBlock html -> into.add(new Paragraph(html.getLiteral()));
            case FencedCodeBlock block -> into.add(fenced(block));
            case IndentedCodeBlock block -> into.add(plain(block.getLiteral()));
            case ThematicBreak _ -> into.add(new Hr());
            case Heading heading -> within(heading, heading.getLevel() <= 2 ? new H4() : new H5(), into, depth);
            case org.commonmark.node.Paragraph paragraph -> within(paragraph, new Paragraph(), into, depth);
            case BulletList list -> within(list, new UnorderedList(), into, depth);
            case org.commonmark.node.OrderedList list -> within(list, new OrderedList(), into, depth);
            case org.commonmark.node.ListItem item -> within(item, new ListItem(), into, depth);
            case BlockQuote quote -> within(quote, named(new Div(), "quote"), into, depth);
            case StrongEmphasis strong -> within(strong, named(new Span(), "strong"), into, depth);
            case Emphasis emphasis -> within(emphasis, new com.vaadin.flow.component.html.Emphasis(), into, depth);
            case Link link -> within(link, link(link), into, depth);
            // Images would be fetched from elsewhere; their text says what they show.
            default -> children(node, into, depth);
        }
    }

    private <T extends Component & HasComponents> void within(Node node, T component, HasComponents into, int depth) {
        children(node, component, depth);
        into.add(component);
    }

    private static Div named(Div div, String name) {
        div.addClassName(name);
        return div;
    }

    private static Span named(Span span, String name) {
        span.addClassName(name);
        return span;
    }

    private Component fenced(FencedCodeBlock block) {
        String language = block.getInfo() == null ? "" : block.getInfo().trim().split("\\s", 2)[0];
        return COMMANDS.contains(language) ? command.apply(block.getLiteral().stripTrailing()) : plain(block.getLiteral());
    }

    private static Pre plain(String text) {
        Pre pre = new Pre(text.stripTrailing());
        pre.addClassName("code");
        pre.getElement().setAttribute("tabindex", "0");
        return pre;
    }

    /// To the web, or within the console; nothing that a browser would run.
    private static Anchor link(Link link) {
        String to = link.getDestination();
        boolean web = to.startsWith("https://") || to.startsWith("http://");
        // browsers take a backslash for a slash, and leave out what cannot be seen
        boolean within = to.matches("/(?!/)[A-Za-z0-9._~/?=&#%-]*");
        Anchor anchor = new Anchor();
        if (web) {
            anchor.setHref(to);
            anchor.setTarget(AnchorTarget.BLANK);
            anchor.getElement().setAttribute("rel", "noopener noreferrer");
        } else if (within) {
            anchor.setHref(to);
        }
        return anchor;
    }
}
