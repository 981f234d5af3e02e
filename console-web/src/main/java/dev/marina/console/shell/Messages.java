package dev.marina.console.shell;

import com.vaadin.flow.i18n.I18NProvider;
import dev.marina.console.login.Language;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The console's texts, one file per language.
public class Messages implements I18NProvider {

    private static final Map<Locale, ResourceBundle> BUNDLES = Language.ALL.stream().collect(Collectors.toMap(locale -> locale, Messages::load));

    @Override
    public List<Locale> getProvidedLocales() {
        return Language.ALL;
    }

    @Override
    public String getTranslation(String key, Locale locale, Object... params) {
        ResourceBundle bundle = BUNDLES.get("zh".equals(locale.getLanguage()) ? Language.CHINESE : Language.ENGLISH);
        try {
            String text = bundle.getString(key);
            return params.length == 0 ? text : new MessageFormat(text.replace("'", "''"), locale).format(params);
        } catch (MissingResourceException _) {
            return key;
        }
    }

    static ResourceBundle load(Locale locale) {
        String file = "/messages-%s.properties".formatted(locale.toLanguageTag());
        try (var reader = new InputStreamReader(Messages.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
            return new PropertyResourceBundle(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
