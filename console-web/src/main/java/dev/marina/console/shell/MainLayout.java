package dev.marina.console.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Image;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.RouterLayout;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.WrappedHttpSession;
import dev.marina.console.Console;
import dev.marina.console.client.ThemeSwitch;
import dev.marina.console.find.CommandPalette;
import dev.marina.console.login.Language;
import dev.marina.console.login.Person;
import dev.marina.console.teach.HelpBar;
import dev.marina.console.terminal.TerminalDock;
import java.util.Locale;
import java.util.Optional;

/// What every page has: the name, the language, who is logged in.
public class MainLayout extends Div implements RouterLayout, AfterNavigationObserver {

    private final Main content = new Main();
    private final Breadcrumbs crumbs = new Breadcrumbs();
    private final CommandPalette palette = new CommandPalette();
    private ClusterSwitcher switcher;
    private HelpBar help;

    public MainLayout() {
        addClassName("shell");
        add(header(), crumbs);
        person().ifPresent(person -> add(help = new HelpBar(person)));
        add(content, palette);
        person().ifPresent(person -> add(new TerminalDock(Console.current().terminals(), person)));
        UI.getCurrent().getPage().executeJs("document.documentElement.lang = $0", VaadinSession.getCurrent().getLocale().toLanguageTag());
    }

    private Header header() {
        Image mark = new Image("/icon.svg", "");
        Anchor brand = new Anchor("/", mark, new Span("Marina"));
        brand.addClassName("brand");
        Div right = new Div(new ThemeSwitch(), languages());
        right.addClassName("header-right");
        person().ifPresentOrElse(person -> right.add(who(person), link("/account", "account.title"), plain("/logout", "logout")),
                () -> right.add(plain("/login", "login")));
        Header header = new Header(brand, right);
        person().ifPresent(person -> {
            switcher = new ClusterSwitcher(person);
            header.addComponentAtIndex(1, link("/clusters", "clusters.title"));
            header.addComponentAtIndex(2, link("/join", "join.nav"));
            header.addComponentAtIndex(3, switcher);
            right.addComponentAsFirst(
                    tool("terminal-toggle", "palette.terminals", "›_", () -> TerminalDock.in(UI.getCurrent()).ifPresent(TerminalDock::toggle)));
            right.addComponentAsFirst(tool("palette-open", "palette.label", "⌕", () -> palette.getElement().callJsFunction("open")));
        });
        return header;
    }

    private Button tool(String id, String key, String sign, Runnable click) {
        Button button = new Button(sign, _ -> click.run());
        button.setId(id);
        button.setAriaLabel(getTranslation(key));
        button.setTooltipText(getTranslation(key));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        return button;
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        String path = event.getLocation().getPath();
        crumbs.show(path);
        palette.at(path);
        if (switcher != null) {
            switcher.at(path);
        }
        if (help != null) {
            help.at(path);
        }
    }

    private static Component who(Person person) {
        Span who = new Span(person.email());
        who.addClassName("who");
        return who;
    }

    private Anchor link(String path, String key) {
        Anchor anchor = new Anchor(path, getTranslation(key));
        anchor.addClassName("header-link");
        return anchor;
    }

    /// A link to a servlet, not to a view.
    private Anchor plain(String path, String key) {
        Anchor anchor = link(path, key);
        anchor.setRouterIgnore(true);
        return anchor;
    }

    private Component languages() {
        Div languages = new Div(language(Language.ENGLISH, "English"), language(Language.CHINESE, "中文"));
        languages.addClassName("languages");
        return languages;
    }

    private Button language(Locale locale, String name) {
        Button button = new Button(name, _ -> choose(locale));
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        button.getElement().setAttribute("lang", locale.toLanguageTag());
        button.addClassName(VaadinSession.getCurrent().getLocale().equals(locale) ? "chosen" : "other");
        return button;
    }

    private static void choose(Locale locale) {
        VaadinSession.getCurrent().setLocale(locale);
        UI.getCurrent().getPage().executeJs("document.cookie = $0 + '=' + $1 + '; path=/; max-age=31536000; samesite=lax'; location.reload()",
                Language.COOKIE, locale.toLanguageTag());
    }

    @Override
    public void showRouterLayoutContent(HasElement view) {
        content.getElement().removeAllChildren();
        content.getElement().appendChild(view.getElement());
    }

    /// Who is logged in, in the session of the current request.
    public static Optional<Person> person() {
        return Person.in(((WrappedHttpSession) VaadinSession.getCurrent().getSession()).getHttpSession());
    }

    public static Person requirePerson() {
        return person().orElseThrow(() -> new IllegalStateException("a page that needs a login was entered without one"));
    }
}
