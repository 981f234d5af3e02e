package dev.marina.tenancy.teaching;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a class is joined with: ten letters and digits, none of which looks like another, in two groups. Who guesses a million times a second finds one of a
/// thousand classes in some eight days; who joins may guess ten times a minute.
public record ClassCode(String text) {

    private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private static final int LENGTH = 10;
    private static final int GROUP = 5;
    private static final Pattern FORM = Pattern.compile("[%s]{%d}".formatted(ALPHABET, LENGTH));
    private static final SecureRandom RANDOM = new SecureRandom();

    public static ClassCode random() {
        StringBuilder text = new StringBuilder();
        RANDOM.ints(LENGTH, 0, ALPHABET.length()).forEach(at -> text.append(ALPHABET.charAt(at)));
        return new ClassCode(text.toString());
    }

    /// However somebody typed it; empty where it is none.
    public static Optional<ClassCode> parse(String typed) {
        return Optional.of(typed.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "")).filter(FORM.asMatchPredicate()).map(ClassCode::new);
    }

    /// As it is shown, such as `K7Q2M-9XWPA`.
    public String shown() {
        return text.substring(0, GROUP) + "-" + text.substring(GROUP);
    }

    @Override
    public String toString() {
        return "***";
    }
}
