package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/// A text for people in the languages of the console.
record Said(String english, String chinese) {

    static final Said NOTHING = new Said("", "");

    static Said of(JsonNode texts) {
        return new Said(texts.path("en").asText(), texts.path("zh").asText());
    }

    String in(Locale language) {
        return chinese(language) ? chinese : english;
    }

    /// As labs name a language.
    static String tag(Locale language) {
        return chinese(language) ? "zh" : "en";
    }

    private static boolean chinese(Locale language) {
        return language.getLanguage().equals("zh");
    }
}
