package dev.marina.console.shell;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/// The front door.
@Route(value = "", layout = MainLayout.class)
@AnonymousAllowed
public class HomeView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final Span failed = new Span(getTranslation("home.login-failed"));

    public HomeView() {
        addClassName("home");
        Anchor signUp = new Anchor("/signup", getTranslation("home.signup"));
        signUp.addClassNames("big-button", "primary");
        Anchor login = new Anchor("/login", getTranslation("login"));
        login.addClassName("big-button");
        login.setRouterIgnore(true);
        Div actions = new Div(signUp, login);
        actions.addClassName("actions");
        Div hero = new Div(new H1(getTranslation("home.title")), new Paragraph(getTranslation("home.text")), actions);
        hero.addClassName("hero");
        Div points = new Div(point("home.point1"), point("home.point2"), point("home.point3"));
        points.addClassName("points");
        failed.addClassName("notice");
        failed.getElement().setAttribute("role", "alert");
        add(failed, hero, points);
    }

    private Div point(String key) {
        Div point = new Div(new H3(getTranslation(key)), new Paragraph(getTranslation(key + ".text")));
        point.addClassName("card");
        return point;
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        if (MainLayout.person().isPresent()) {
            event.forwardTo("clusters");
        }
        failed.setVisible(event.getLocation().getQueryParameters().getSingleParameter("login").filter("failed"::equals).isPresent());
    }

    @Override
    public String getPageTitle() {
        return "Marina";
    }
}
