package cephei.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What to run, read from lines of "name value". "bind" lines give the parameters of one deployment
 * each; an "epl" line begins a text that a line with a single dot ends.
 */
final class Spec {
    String id = "";
    String scale = "";
    Stream stream = Stream.Trade;
    int nkey = 1;
    long perMs = 1;
    long warm;
    long meas;
    long perSecond;
    final List<String> columns = new ArrayList<>();
    final List<Map<String, Object>> bindings = new ArrayList<>();
    final List<String> texts = new ArrayList<>();

    static Spec read(BufferedReader in) throws IOException {
        Spec spec = new Spec();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int space = line.indexOf(' ');
            String name = space < 0 ? line : line.substring(0, space);
            String value = space < 0 ? "" : line.substring(space + 1);
            if (name.equals("epl")) {
                spec.texts.add(readText(in));
            } else {
                spec.set(name, value);
            }
        }
        return spec;
    }

    private static String readText(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private void set(String name, String value) {
        switch (name) {
            case "id": id = value; break;
            case "scale": scale = value; break;
            case "stream": stream = Stream.valueOf(value); break;
            case "nkey": nkey = Integer.parseInt(value); break;
            case "perms": perMs = Long.parseLong(value); break;
            case "warm": warm = Long.parseLong(value); break;
            case "meas": meas = Long.parseLong(value); break;
            case "rate": perSecond = Long.parseLong(value); break;
            case "columns": columns.addAll(List.of(value.split(" "))); break;
            case "bind": bindings.add(parseBinding(value)); break;
            default: throw new IllegalArgumentException("unknown line: " + name);
        }
    }

    /** Reads "s:string=S0000000 lo:double=0.25". */
    private static Map<String, Object> parseBinding(String line) {
        Map<String, Object> values = new HashMap<>();
        for (String part : line.split(" ")) {
            int colon = part.indexOf(':');
            int equals = part.indexOf('=');
            String text = part.substring(equals + 1);
            Object value;
            switch (part.substring(colon + 1, equals)) {
                case "int": value = Integer.valueOf(text); break;
                case "double": value = Double.valueOf(text); break;
                default: value = text;
            }
            values.put(part.substring(0, colon), value);
        }
        return values;
    }
}
