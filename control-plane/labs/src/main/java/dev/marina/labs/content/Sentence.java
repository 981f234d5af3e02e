package dev.marina.labs.content;

import dev.marina.apiserver.cel.Expression;
import dev.marina.apiserver.cel.StateExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sentence about an object, with expressions in braces: `{object.status.phase}`.
public final class Sentence {

    static final Sentence PLAIN = new Sentence(List.of(""));

    private static final Pattern BRACES = Pattern.compile("(?<!\\$)\\{([^{}]+)}");

    private final List<Object> parts;

    private Sentence(List<Object> parts) {
        this.parts = List.copyOf(parts);
    }

    public static Sentence compile(String template) throws Expression.Unusable {
        List<Object> parts = new ArrayList<>();
        Matcher braces = BRACES.matcher(template);
        int end = 0;
        while (braces.find()) {
            parts.add(template.substring(end, braces.start()));
            parts.add(StateExpression.compile(braces.group(1)));
            end = braces.end();
        }
        parts.add(template.substring(end));
        return new Sentence(parts);
    }

    /// How many stand in it.
    static int expressions(String template) {
        return (int) BRACES.matcher(template).results().count();
    }

    /// @param value what an expression comes to, as a text
    public String with(Function<StateExpression, String> value) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part instanceof StateExpression expression ? value.apply(expression) : (String) part));
        return text.toString();
    }
}
