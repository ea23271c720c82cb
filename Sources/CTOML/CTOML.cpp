#include "CTOML.h"

#include <algorithm>
#include <string_view>
#include <vector>

// What is wrong is returned; without memory, it ends the program: no exception may pass through Swift.
#define TOML_EXCEPTIONS 0
// The library itself may be there without its headers' match; the headers are all there is to it.
#define TOML_HEADER_ONLY 1
#define TOML_SHARED_LIB 0
#include <toml++/toml.h>

namespace {

CTOMLText text(std::string_view view) { return {view.data() ? view.data() : "", view.size()}; }

struct Visit {
  // Settings are three names deep at the most: a path that has more is wrong from there on.
  static constexpr size_t deepest = 8;

  void *context;
  CTOMLVisitor visitor;
  std::vector<CTOMLText> path;

  void node(const toml::node &node, bool isElement) {
    CTOMLValue value{};
    value.path = path.data();
    value.depth = path.size();
    value.isElement = isElement;
    value.text = text("");
    value.line = node.source().begin.line;
    fill(value, node, isElement);
    visitor(context, &value);
    if (isElement) return;
    if (auto array = node.as_array()) {
      for (auto &&element : *array) this->node(element, true);
    } else if (auto table = node.as_table()) {
      members(*table);
    }
  }

  void members(const toml::table &table) {
    if (path.size() >= deepest) return;
    for (auto &&[key, member] : table) {
      path.push_back(text(key.str()));
      node(member, false);
      path.pop_back();
    }
  }

  static void fill(CTOMLValue &value, const toml::node &node, bool isElement) {
    if (auto string = node.as_string()) {
      value.kind = CTOMLString;
      value.text = text(string->get());
    } else if (auto integer = node.as_integer()) {
      value.kind = CTOMLInteger;
      value.integer = integer->get();
    } else if (auto number = node.as_floating_point()) {
      value.kind = CTOMLFloat;
      value.number = number->get();
    } else if (auto boolean = node.as_boolean()) {
      value.kind = CTOMLBoolean;
      value.boolean = boolean->get();
    } else if (!isElement && node.is_array()) {
      value.kind = CTOMLArray;
    } else if (!isElement && node.is_table()) {
      value.kind = CTOMLTable;
    } else {
      value.kind = CTOMLOther;
    }
  }
};

}  // namespace

extern "C" CTOMLFault ctoml_visit(
    const char *bytes, size_t count, void *context, CTOMLVisitor visitor) noexcept {
  CTOMLFault fault{};
  auto result = toml::parse(std::string_view(bytes, count));
  if (!result) {
    auto description = result.error().description();
    auto length = std::min(description.size(), sizeof fault.message - 1);
    std::copy_n(description.data(), length, fault.message);
    fault.line = result.error().source().begin.line;
    return fault;
  }
  Visit{context, visitor, {}}.members(result.table());
  return fault;
}
