// SPDX-License-Identifier: Apache-2.0
#include "project/detail/GradeRepository.h"

#include "project/detail/Columns.h"

#include <soci/soci.h>

#include <string>

namespace tailslate::project::detail {
namespace {

const std::string& styleName(color::CdlStyle style)
{
    static const std::string asc = "asc";
    static const std::string noClamp = "no-clamp";
    return style == color::CdlStyle::Asc ? asc : noClamp;
}

} // namespace

GradeRepository::GradeRepository(soci::session& session)
    : m_session(session)
{
}

void GradeRepository::add(const GradeRow& grade)
{
    const std::string id = grade.id.toString();
    const long long created = toMicros(grade.created);
    const color::Cdl& cdl = grade.cdl;
    m_session << "INSERT INTO grades (id, name, created, input, output, style, slope_r, slope_g, "
                 "slope_b, offset_r, offset_g, offset_b, power_r, power_g, power_b, saturation) "
                 "VALUES (:id, :name, :created, :input, :output, :style, :sr, :sg, :sb, :or, :og, "
                 ":ob, :pr, :pg, :pb, :sat)",
        soci::use(id), soci::use(grade.name), soci::use(created), soci::use(grade.input),
        soci::use(grade.output), soci::use(styleName(grade.style)), soci::use(cdl.slope[0]),
        soci::use(cdl.slope[1]), soci::use(cdl.slope[2]), soci::use(cdl.offset[0]),
        soci::use(cdl.offset[1]), soci::use(cdl.offset[2]), soci::use(cdl.power[0]),
        soci::use(cdl.power[1]), soci::use(cdl.power[2]), soci::use(cdl.saturation);
}

std::vector<GradeRow> GradeRepository::all() const
{
    std::string id;
    std::string style;
    long long created = 0;
    GradeRow grade;
    color::Cdl& cdl = grade.cdl;
    soci::statement rows =
        (m_session.prepare << "SELECT id, name, created, input, output, style, slope_r, slope_g, "
                              "slope_b, offset_r, offset_g, offset_b, power_r, power_g, power_b, "
                              "saturation FROM grades ORDER BY created DESC, grade_id DESC",
         soci::into(id), soci::into(grade.name), soci::into(created), soci::into(grade.input),
         soci::into(grade.output), soci::into(style), soci::into(cdl.slope[0]),
         soci::into(cdl.slope[1]), soci::into(cdl.slope[2]), soci::into(cdl.offset[0]),
         soci::into(cdl.offset[1]), soci::into(cdl.offset[2]), soci::into(cdl.power[0]),
         soci::into(cdl.power[1]), soci::into(cdl.power[2]), soci::into(cdl.saturation));
    rows.execute();
    std::vector<GradeRow> result;
    while (rows.fetch()) {
        grade.id = Uuid::parse(id).value_or(Uuid{});
        grade.created = fromMicros(created);
        grade.style = style == styleName(color::CdlStyle::Asc) ? color::CdlStyle::Asc
                                                               : color::CdlStyle::NoClamp;
        result.push_back(grade);
    }
    return result;
}

} // namespace tailslate::project::detail
