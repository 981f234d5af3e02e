package dev.marina.console.login;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;

/// The languages of the console, and which one a browser wants: chosen here before, else the browser's own.
public final class Language {

    public static final Locale ENGLISH = Locale.ENGLISH;
    public static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;
    public static final List<Locale> ALL = List.of(ENGLISH, CHINESE);
    public static final String COOKIE = "marina-language";

    private Language() {}

    public static Locale of(HttpServletRequest request) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals(COOKIE)) {
                    return named(cookie.getValue());
                }
            }
        }
        return named(request.getLocale().getLanguage());
    }

    static Locale named(String text) {
        return text.startsWith("zh") ? CHINESE : ENGLISH;
    }
}
