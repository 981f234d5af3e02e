package dev.marina.console.client;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Puts the client's files into the page that carries the console, under the names that they have since they were last changed.
public class ClientCode implements VaadinServiceInitListener {

    private static final String NAMES = "/client.properties";

    @Override
    public void serviceInit(ServiceInitEvent event) {
        Properties names = names();
        event.addIndexHtmlRequestListener(page -> add(page.getDocument(), names));
    }

    /// Colours first: that script runs before anything is painted, the others when the page is there.
    static void add(Document page, Properties names) {
        Element head = page.head();
        head.prependElement("link").attr("rel", "stylesheet").attr("href", path(names, "console.css"));
        head.prependElement("script").attr("src", path(names, "theme.js"));
        head.appendElement("script").attr("type", "module").attr("src", path(names, "console.js"));
    }

    private static String path(Properties names, String file) {
        String name = names.getProperty(file);
        if (name == null) {
            throw new IllegalStateException("the client was built without " + file);
        }
        return "/client/" + name;
    }

    private static Properties names() {
        try (InputStream in = ClientCode.class.getResourceAsStream(NAMES)) {
            if (in == null) {
                throw new IllegalStateException("the console was packed without its client: there is no " + NAMES);
            }
            Properties names = new Properties();
            names.load(in);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + NAMES, e);
        }
    }
}
