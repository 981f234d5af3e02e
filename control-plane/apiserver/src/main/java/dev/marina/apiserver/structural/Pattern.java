package dev.marina.apiserver.structural;

/// A regular expression that somebody else wrote. Matching takes time linear in the text, whatever the expression.
public final class Pattern {

    private final String text;
    private final com.google.re2j.Pattern compiled;

    private Pattern(String text, com.google.re2j.Pattern compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /// Throws [IllegalArgumentException] for what is no RE2 expression; the message says why.
    public static Pattern of(String text) {
        try {
            return new Pattern(text, com.google.re2j.Pattern.compile(text));
        } catch (com.google.re2j.PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public String text() {
        return text;
    }

    /// Whether it is found anywhere in the text.
    public boolean in(String value) {
        return compiled.matcher(value).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
