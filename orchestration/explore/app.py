"""The page on which people look at what is published without SQL: `juesuan explore` runs it, read-only."""

import marimo

app = marimo.App(width="full", app_title="决算 Juesuan")


@app.cell(hide_code=True)
def _():
    import altair
    import marimo as mo
    import polars as pl

    from orchestration.explore.views import choices, kept, load_views, summed
    from orchestration.home.settings import Settings

    return Settings, altair, choices, kept, load_views, mo, pl, summed


@app.cell(hide_code=True)
def _(Settings, load_views, mo):
    parquet = Settings.from_environment().published / "parquet"
    views = load_views()
    chosen_view = mo.ui.dropdown(options=list(views), value=next(iter(views)), label="看什么 What to look at")
    mo.vstack([mo.md("# 决算公开数据 What is published"), chosen_view])
    return chosen_view, parquet, views


@app.cell(hide_code=True)
def _(choices, chosen_view, mo, parquet, views):
    view = views[chosen_view.value]
    rows = view.rows(parquet)
    filters = mo.ui.dictionary(
        {column: mo.ui.multiselect(choices(rows, column), label=column, full_width=True) for column in view.by}
    )
    mo.hstack(list(filters.elements.values()), widths="equal", wrap=True)
    return filters, rows, view


@app.cell(hide_code=True)
def _(filters, kept, mo, rows):
    left = kept(rows, filters.value)
    mo.vstack(
        [
            mo.md(f"{len(left)} / {len(rows)} 行 rows。未发布的部门年度不在其中 What is withheld is not among them."),
            mo.ui.table(
                left,
                page_size=15,
                selection=None,
                show_column_summaries=False,
                show_data_types=False,
            ),
        ]
    )
    return (left,)


@app.cell(hide_code=True)
def _(mo, view):
    measure = mo.ui.dropdown(view.measures, value=view.measures[0], label="加总 Sum of")
    across = mo.ui.dropdown(view.by, value="年度", label="横轴 Across")
    coloured = mo.ui.dropdown(view.by, value=None, label="颜色 Colour", allow_select_none=True)
    mo.hstack([measure, across, coloured], justify="start")
    return across, coloured, measure


@app.cell(hide_code=True)
def _(across, altair, coloured, left, measure, pl, summed):
    columns = list(dict.fromkeys(filter(None, (across.value, coloured.value))))
    sums = summed(left, columns, measure.value)
    # a bar is so many pixels long: the table above keeps the exact amounts
    drawn = sums.with_columns(pl.col(measure.value).cast(pl.Float64))
    encoding = {"x": altair.X(f"{across.value}:N", sort=None), "y": altair.Y(f"{measure.value}:Q")}
    if coloured.value:
        encoding["color"] = altair.Color(f"{coloured.value}:N")
    altair.Chart(drawn).mark_bar().encode(**encoding, tooltip=[*columns, measure.value]).properties(
        width="container", height=320
    )
    return


if __name__ == "__main__":
    app.run()
